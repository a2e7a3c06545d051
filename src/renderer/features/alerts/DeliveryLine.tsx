import { formatInstant } from '../../../shared/format/instants.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { channelWord } from './rules/alert-words.ts';

/** Below the alerts of the fleet: whether anybody would be told of them, and the way to who. */
export function DeliveryLine() {
  const now = useNow();
  const { loaded } = useCall('alerts.settings', undefined);
  const channels = loaded.state === 'ready' ? loaded.value.channels : [];
  const settings = loaded.state === 'ready' ? loaded.value.settings.channels : null;
  const failing = channels.filter(({ channel, lastFailure }) => lastFailure !== null && settings?.[channel].enabled === true);
  const last = channels
    .flatMap(({ channel, lastSentAt }) => (lastSentAt === null ? [] : [{ channel, lastSentAt }]))
    .toSorted((a, b) => (a.lastSentAt < b.lastSentAt ? 1 : -1))[0];
  return (
    <p className={text.second}>
      {failing.length === 0 ? null : (
        <>
          <Status tone="crit" size={12}>
            {`${failing.map(({ channel }) => channelWord(channel)).join(', ')} could not send.`}
          </Status>{' '}
        </>
      )}
      {last === undefined
        ? 'No message was sent yet.'
        : `Last message ${formatInstant(last.lastSentAt, now)} by ${channelWord(last.channel)}.`}{' '}
      <ScreenLink to={{ name: 'alerts' }}>Who is told</ScreenLink>
    </p>
  );
}
