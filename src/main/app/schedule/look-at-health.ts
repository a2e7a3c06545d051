import type { SiteId } from '../../../shared/model/ids.ts';
import { siteStatus } from '../../health/fleet-status.ts';
import type { Launched } from '../../schedule/ports.ts';
import type { Modules } from '../modules.ts';

/** Looks how the site stands; the slot keeps the sentence, so that the history shows when it changed. */
export async function lookAtHealth({ catalog, clock, presences }: Modules, siteId: SiteId): Promise<Launched> {
  const { because } = siteStatus(catalog, siteId, clock.now(), await presences.known());
  return { kind: 'done', nothing: false, text: because };
}
