import { useCall } from '../../api/use-call.ts';
import { Status } from '../../design/Status.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import styles from './FleetScreen.module.css';

/** What retention takes by tomorrow, over the whole fleet; nothing while it takes nothing. The chosen site has a line of its own. */
export function FleetLeaving() {
  const { loaded } = useCall('retention.leaving', undefined);
  if (loaded.state !== 'ready' || loaded.value.copies === 0) return null;
  const { copies, places } = loaded.value;
  const [first] = places;
  return (
    <li>
      <Status tone="mute" iconOnly>
        To know
      </Status>
      <span className={styles.what}>
        {copies.toLocaleString('en')} {copies === 1 ? 'copy leaves' : 'copies leave'} retention by tomorrow, over all sites
      </span>
      <ScreenLink to={{ name: 'retention', siteId: null, placeId: places.length === 1 ? (first?.placeId ?? null) : null }}>
        Review
      </ScreenLink>
      <span className={styles.where}>
        {places.map(({ placeName, copies: there }) => `${placeName} ${there.toLocaleString('en')}`).join(', ')}
      </span>
    </li>
  );
}
