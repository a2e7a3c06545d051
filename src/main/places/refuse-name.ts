import type { CopyPlan } from './copy-store.ts';
import { caseKey, isSafeFileName, isSafeName } from './safe-name.ts';

/**
 * Names come from manifests, which anybody may have written: a plan with a name that leads elsewhere, that a file system would change, or that
 * meets another in everything but case is a fault of whoever made it.
 */
export function refuseUnsafeNames(plan: CopyPlan): void {
  const { folder } = plan.manifest.backup;
  if (!isSafeName(folder)) throw new Error(`not a name for a backup's folder: ${JSON.stringify(folder)}`);
  const keys = new Set<string>();
  for (const { file } of plan.files) {
    refuseUnsafeFile(file);
    if (keys.has(caseKey(file))) throw new Error(`two files of one name: ${JSON.stringify(file)}`);
    keys.add(caseKey(file));
  }
}

export function refuseUnsafeFile(file: string): void {
  if (!isSafeFileName(file)) throw new Error(`file name is not safe on every system: ${JSON.stringify(file)}`);
}
