import type { RestoreStep } from '../step.ts';
import { compareMediaStep } from './compare-step.ts';
import type { MediaWork } from './media-work.ts';
import { switchMediaStep } from './switch-step.ts';
import { unpackMediaStep } from './unpack-step.ts';

/** The steps that bring one media artifact back, in their order; the maintenance page and the safety of the database go between the second and the third. */
export function mediaSteps(
  work: MediaWork,
  root: string,
): { readonly unpack: RestoreStep; readonly compare: RestoreStep; readonly switch: RestoreStep } {
  return { unpack: unpackMediaStep(work, root), compare: compareMediaStep(work, root), switch: switchMediaStep(work, root) };
}
