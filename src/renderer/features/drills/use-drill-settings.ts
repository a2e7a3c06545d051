import type { DrillSettings } from '../../../shared/model/drill.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import type { Action } from '../../api/use-action.ts';
import { useAction } from '../../api/use-action.ts';

/** Changes a part of the settings and leaves the rest as it stands. Resolves with whether it was kept. */
export function useDrillSettings(
  siteId: SiteId,
  settings: DrillSettings,
  onChanged: () => void,
): { readonly change: (part: Partial<DrillSettings>) => Promise<boolean>; readonly action: Action<'drill.set-settings'> } {
  const action = useAction('drill.set-settings');
  const change = async (part: Partial<DrillSettings>) => {
    const kept = (await action.run({ siteId, settings: { ...settings, ...part } })) !== null;
    if (kept) onChanged();
    return kept;
  };
  return { change, action };
}
