import { useCall } from '../../api/use-call.ts';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { channelWord } from '../alerts/rules/alert-words.ts';
import { ChannelWord } from '../alerts/ChannelStatus.tsx';

/** Who is told when something goes wrong, in one look. */
export function AlertsLink() {
  const { loaded } = useCall('alerts.settings', undefined);
  return (
    <Panel title="Alerts" aside={<ScreenLink to={{ name: 'alerts' }}>Channels and messages</ScreenLink>}>
      {loaded.state === 'ready' ? (
        <ul className={layout.wrap}>
          {loaded.value.channels.map((status) => (
            <li key={status.channel}>
              {channelWord(status.channel)} <ChannelWord enabled={loaded.value.settings.channels[status.channel].enabled} status={status} />
            </li>
          ))}
        </ul>
      ) : loaded.state === 'problem' ? (
        <Status tone="warn">{loaded.problem.title}</Status>
      ) : (
        <p className={text.soft}>Mail, Slack, webhook and the desktop.</p>
      )}
    </Panel>
  );
}
