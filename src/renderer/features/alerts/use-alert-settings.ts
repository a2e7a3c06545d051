import type { AlertSettings } from '../../../shared/model/alert-settings.ts';
import type { Action } from '../../api/use-action.ts';
import { useAction } from '../../api/use-action.ts';

/** Changes a part of the settings and leaves the rest as it stands. Resolves with whether it was kept. */
export function useAlertSettings(
  settings: AlertSettings,
  onChanged: () => void,
): { readonly change: (part: Partial<AlertSettings>) => Promise<boolean>; readonly action: Action<'alerts.set-settings'> } {
  const action = useAction('alerts.set-settings');
  const change = async (part: Partial<AlertSettings>) => {
    const kept = (await action.run({ ...settings, ...part })) !== null;
    if (kept) onChanged();
    return kept;
  };
  return { change, action };
}
