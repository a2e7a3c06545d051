import type { ProofLevel } from '../../shared/model/backup.ts';
import type { CheckResult } from '../../shared/model/proof.ts';
import { AppError, type ErrorCode } from '../errors/app-error.ts';

/** Reading failed, not writing: the same backup may be had from another place. Has the code of what the place said. */
export class SourceFailure extends AppError {
  constructor(code: ErrorCode, detail: string, cause: unknown) {
    super(code, { detail, cause });
  }
}

/**
 * The copy that is being read is not what was recorded. `result` is what `nextProof` needs to withdraw its proof. `found`: a problem of
 * verification that names file and difference.
 */
export class SourceDamage extends SourceFailure {
  readonly result: CheckResult & { readonly ok: false };

  constructor(step: Extract<ProofLevel, 'present' | 'intact'>, found: AppError) {
    const { code, title } = found.toProblem();
    const text = found.detail === '' ? title : `${title}: ${found.detail}`;
    super('copy.source-damaged', text, found);
    this.result = { ok: false, step, code, text };
  }
}

/** What a source threw, as such. Anything but a problem passes unchanged. */
export function fromSource(error: unknown): unknown {
  if (!(error instanceof AppError) || error instanceof SourceFailure) return error;
  return new SourceFailure(error.code, error.detail, error);
}
