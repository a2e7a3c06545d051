import { useEffect } from 'react';
import type { SiteId } from '../../../shared/model/ids.ts';
import type { RestoreState, RestoreSummary } from '../../../shared/model/restore.ts';
import { useBridge } from '../../api/bridge.ts';
import { useCall } from '../../api/use-call.ts';
import layout from '../../design/layout.module.css';
import { Note } from '../../design/Note.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';

const WORDS: Readonly<
  Partial<Record<RestoreState, { readonly tone: 'neutral' | 'warn' | 'crit'; readonly words: string; readonly link: string }>>
> = {
  running: { tone: 'neutral', words: 'A restore is running.', link: 'See it' },
  deciding: { tone: 'warn', words: 'Tables lie side by side and wait for your choice.', link: 'Choose what becomes of them' },
  interrupted: { tone: 'warn', words: 'A restore was interrupted.', link: 'Go on, or put everything back' },
  stuck: { tone: 'crit', words: 'A restore is stuck.', link: 'Go on, or put everything back' },
};

/** Restores that are not at an end, each a line that leads there. `siteId` null: of all sites. */
export function UnfinishedRestores({ siteId }: { readonly siteId: SiteId | null }) {
  const bridge = useBridge();
  const { loaded, reload } = useCall('restore.list', { siteId });
  const rows = loaded.state === 'ready' ? loaded.value : [];
  const states = rows.map(({ id, state }) => `${id} ${state}`).join();
  useEffect(
    () =>
      bridge.on('restore.changed', ({ id, state }) => {
        // The journal moves on several times a second; only a new state makes another line.
        if (!states.includes(`${id} ${state}`)) reload();
      }),
    [bridge, states, reload],
  );
  const shown = rows.filter(({ state }) => WORDS[state] !== undefined);
  if (shown.length === 0) return null;
  return (
    <ul className={layout.tight} aria-label="Restores under way">
      {shown.map((restore) => (
        <li key={restore.id}>
          <Unfinished restore={restore} />
        </li>
      ))}
    </ul>
  );
}

function Unfinished({ restore }: { readonly restore: RestoreSummary }) {
  const found = WORDS[restore.state];
  if (found === undefined) return null;
  return (
    <Note tone={found.tone}>
      <strong>{restore.targetName}.</strong> {found.words}{' '}
      <ScreenLink to={{ name: 'restore', incidentId: restore.incidentId }}>{found.link}</ScreenLink>
    </Note>
  );
}
