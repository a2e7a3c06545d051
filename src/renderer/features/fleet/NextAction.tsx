import type { SiteStatus } from '../../../shared/model/fleet.ts';
import type { NextAction as NextActionId } from '../../../shared/model/next-action.ts';
import { useNavigation } from '../../api/stores.ts';
import { Button } from '../../design/Button.tsx';
import text from '../../design/text.module.css';
import { ACTION_WORDS } from '../health/action-words.ts';
import type { SiteActions } from './use-site-actions.ts';

interface NextActionProps {
  readonly status: SiteStatus;
  readonly actions: SiteActions;
  readonly kind?: 'primary' | 'plain';
  readonly size?: 's' | 'm';
}

/** The one thing that would help this site most now. */
export function NextAction(props: NextActionProps) {
  return <ActionButton {...props} action={actionOf(props.status)} />;
}

/** Does what it says: starts it, or goes where it is done. */
export function ActionButton({ action, status, actions, kind = 'plain', size = 's' }: NextActionProps & { readonly action: NextActionId }) {
  const go = useNavigation((state) => state.go);
  const press = (label: string, onClick: () => void, blocked: string | null = null) => (
    <Button kind={kind} size={size} blocked={blocked} onClick={onClick}>
      {label}
    </Button>
  );
  const { id: siteId } = status.site;
  const label = ACTION_WORDS[action];
  switch (action) {
    case 'none':
      return <span className={text.soft}>{label}</span>;
    case 'back-up':
      return press(label, () => actions.backUp(status), actions.whyNotNow(status));
    case 'verify':
      return press(label, () => actions.verify(status));
    case 'copy':
      return press(label, () => actions.copyOwed());
    case 'copy-to':
      return press(label, () => go({ name: 'site', siteId, copyTo: status.board.next.placeId }));
    case 'see-problem':
    case 'add-database':
    case 'add-source':
    case 'heal':
      return press(label, () => go({ name: 'site', siteId }));
    case 'add-place':
    case 'plug-in-drive':
    case 'see-disk':
      return press(label, () => go({ name: 'places' }));
    case 'run-drill':
      return press(label, () => go({ name: 'drills', siteId }));
    case 'see-retention':
      return press(label, () => go({ name: 'retention', siteId, placeId: null }));
    case 'save-key-kit':
      return press(label, () => go({ name: 'settings' }));
    case 'pin-host-key':
      return press(label, () => go({ name: 'server', serverId: status.server.id }));
  }
}

/** What the verdict asks for; of a site that is protected, what brings most points. */
export function actionOf({ nextAction, health }: Pick<SiteStatus, 'nextAction' | 'health'>): NextActionId {
  return nextAction === 'none' ? (health.steps[0]?.action ?? 'none') : nextAction;
}

/** "38 → 79": what the action brings; nothing where it brings no points by itself. */
export function StepGain({ status }: { readonly status: SiteStatus }) {
  const step = status.health.steps.find(({ action }) => action === actionOf(status));
  if (step === undefined || step.to <= step.from) return null;
  return (
    <span className={text.second} title={step.text}>
      {step.from} → {step.to}
    </span>
  );
}
