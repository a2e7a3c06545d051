import { useEffect } from 'react';
import { formatInstant } from '../../shared/format/instants.ts';
import type { SiteSchedules } from '../../shared/model/schedule.ts';
import { useBridge } from '../api/bridge.ts';
import { useCall } from '../api/use-call.ts';
import { useNow } from '../api/use-now.ts';
import { ScreenLink } from './ScreenLink.tsx';

/** When this computer begins something by itself next, and for whom. */
export function NextRun() {
  const bridge = useBridge();
  const now = useNow();
  const { loaded, reload } = useCall('schedule.list', undefined);
  const { loaded: settings, reload: reloadSettings } = useCall('schedule.settings', undefined);
  useEffect(
    () =>
      bridge.on('schedule.changed', () => {
        reload();
        reloadSettings();
      }),
    [bridge, reload, reloadSettings],
  );
  if (loaded.state !== 'ready' || loaded.value.length === 0) return null;
  const pausedUntil = settings.state === 'ready' ? settings.value.pausedUntil : null;
  return (
    <span>
      Next:{' '}
      <ScreenLink to={{ name: 'schedule', siteId: null }}>
        {pausedUntil !== null && Date.parse(pausedUntil) > now
          ? `paused until ${formatInstant(pausedUntil, now)}`
          : nextWords(nextRunOf(loaded.value), now)}
      </ScreenLink>
    </span>
  );
}

interface NextRunOfAll {
  readonly at: string;
  readonly sites: readonly string[];
}

function nextWords(next: NextRunOfAll | null, now: number): string {
  if (next === null) return 'nothing is on';
  const { at, sites } = next;
  return `${formatInstant(at, now)}, ${sites.length === 1 ? (sites[0] ?? '') : `${sites.length}\u00a0sites`}`;
}

/** The nearest due time of all sites, and whose it is; writing down how a site stands is no run anybody waits for. */
function nextRunOf(schedules: readonly SiteSchedules[]): NextRunOfAll | null {
  const runs = schedules.flatMap(({ siteName, works }) =>
    works.flatMap(({ work, nextAt }) => (nextAt === null || work === 'health' ? [] : [{ at: nextAt, siteName }])),
  );
  const at = runs.map((run) => run.at).toSorted()[0];
  if (at === undefined) return null;
  return { at, sites: [...new Set(runs.filter((run) => run.at === at).map(({ siteName }) => siteName))] };
}
