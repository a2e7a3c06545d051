import type { PlaceId, SiteId } from '../../../shared/model/ids.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Status } from '../../design/Status.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import styles from './FleetScreen.module.css';

interface LeavingNoteProps {
  readonly siteId: SiteId;
  readonly siteName: string;
  readonly placeId: PlaceId;
  readonly placeName: string;
}

/** "2 backups leave retention tomorrow", of the place a site lies in first; nothing while none does, or where nothing is deleted by itself. */
export function LeavingNote(props: LeavingNoteProps) {
  const { siteId, placeId } = props;
  const { loaded } = useCall('retention.get', { siteId, placeId });
  return loaded.state === 'ready' && loaded.value.policy.enabled ? <Leaving {...props} /> : null;
}

function Leaving({ siteId, siteName, placeId, placeName }: LeavingNoteProps) {
  const now = useNow();
  const plan = useCall('retention.plan', { placeId, siteId });
  if (plan.loaded.state !== 'ready') return null;
  const until = endOfTomorrow(now);
  const leaving = plan.loaded.value.decisions.filter(
    ({ keep, goesAt }) => !keep || (goesAt !== null && Date.parse(goesAt) <= until),
  ).length;
  if (leaving === 0) return null;
  return (
    <li>
      <Status tone="mute" iconOnly>
        To know
      </Status>
      <span className={styles.what}>{leaving === 1 ? '1 backup leaves' : `${leaving} backups leave`} retention by tomorrow</span>
      <ScreenLink to={{ name: 'retention', siteId, placeId }}>Review</ScreenLink>
      <span className={styles.where}>
        {siteName}, {placeName}
      </span>
    </li>
  );
}

/** Midnight after tomorrow, here. */
function endOfTomorrow(now: number): number {
  const today = new Date(now);
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() + 2).getTime();
}
