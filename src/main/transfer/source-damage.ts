import type { ProofLevel } from '../../shared/model/backup.ts';
import type { CheckResult } from '../../shared/model/proof.ts';
import { AppError } from '../errors/app-error.ts';

/**
 * The copy that is being read is not what was recorded. `result` is what `nextProof` needs to withdraw its proof; another place may still have a good
 * copy. `found`: a problem of verification that names file and difference.
 */
export class SourceDamage extends AppError {
  readonly result: CheckResult & { readonly ok: false };

  constructor(step: Extract<ProofLevel, 'present' | 'intact'>, found: AppError) {
    const { code, title } = found.toProblem();
    const text = found.detail === '' ? title : `${title}: ${found.detail}`;
    super('copy.source-damaged', { detail: text, cause: found });
    this.result = { ok: false, step, code, text };
  }
}
