import type { AlertChannelStatus, AlertSecretName } from '../../../shared/model/alert-settings.ts';
import type { Action } from '../../api/use-action.ts';
import { CheckField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { ChannelFoot, ChannelWord } from './ChannelStatus.tsx';
import { SecretField } from './SecretField.tsx';

interface SimpleChannelProps {
  readonly title: string;
  readonly hint: string;
  readonly enabled: boolean;
  readonly status: AlertChannelStatus;
  readonly action: Action<'alerts.set-settings'>;
  /** All that it needs; absent: nothing. */
  readonly secret?: { readonly name: AlertSecretName; readonly label: string; readonly placeholder: string };
  readonly onEnable: (enabled: boolean) => Promise<boolean>;
  readonly onChanged: () => void;
}

/** A channel that is on or off and needs one secret at most. */
export function SimpleChannel({ title, hint, enabled, status, action, secret, onEnable, onChanged }: SimpleChannelProps) {
  return (
    <Panel title={title} aside={<ChannelWord enabled={enabled} status={status} />}>
      <div className={layout.stack}>
        <CheckField label={`Send by ${title}`} hint={hint} checked={enabled} onChange={(checked) => void onEnable(checked)} />
        {secret === undefined ? null : <SecretField {...secret} hasSecret={status.hasSecret} onChanged={onChanged} />}
        {action.problem === null ? null : <ProblemPanel problem={action.problem} />}
        <ChannelFoot status={status} unsaved={false} onTested={onChanged} />
      </div>
    </Panel>
  );
}
