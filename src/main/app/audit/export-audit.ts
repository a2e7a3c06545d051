import { dirname, resolve } from 'node:path';
import type { Output, ParsedInput } from '../../../shared/ipc/contract.ts';
import type { AuditEntry, AuditFilter } from '../../../shared/model/audit.ts';
import { auditCsv, auditJsonLines } from '../../audit/audit-texts.ts';
import type { AuditRepository } from '../../catalog/audit.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Clock } from '../../support/clock.ts';
import { errnoOf, openNewFile, replaceFile, syncFolder } from '../../support/durable-files.ts';
import type { HostAbilities } from '../app.ts';

interface Using {
  readonly audit: AuditRepository;
  readonly clock: Clock;
  readonly host: Pick<HostAbilities, 'chooseNewFile'>;
}

const PAGE = 500;

/**
 * Writes the entries for the operator's account alone. What the dialog named may be replaced, because it asked; a file named otherwise must be new.
 * Throws `report.not-written`.
 */
export async function exportAudit(
  { audit, clock, host }: Using,
  { filter, format, file }: ParsedInput<'audit.export'>,
): Promise<Output<'audit.export'>> {
  const chosen = file ?? (await host.chooseNewFile(`holdfast-audit-${new Date(clock.now()).toISOString().slice(0, 10)}.${format}`));
  if (chosen === null) return null;
  const path = resolve(chosen);
  const write = format === 'csv' ? auditCsv : auditJsonLines;
  let entries = 0;
  const counted = function* () {
    for (const entry of matching(audit, filter)) {
      entries += 1;
      yield entry;
    }
  };
  try {
    if (file === null) {
      await replaceFile(path, [...write(counted())].join(''));
    } else {
      await using handle = await openNewFile(path);
      for (const line of write(counted())) await handle.writeFile(line);
      await handle.sync();
      await syncFolder(dirname(path));
    }
  } catch (cause) {
    const why =
      errnoOf(cause) === 'EEXIST' ? 'there is a file of this name already' : cause instanceof Error ? cause.message : String(cause);
    throw new AppError('report.not-written', { detail: `${path}: ${why}`, cause });
  }
  return { file: path, entries };
}

function* matching(audit: AuditRepository, filter: AuditFilter): Generator<AuditEntry> {
  for (let seq = 0; ;) {
    const page = audit.searchAfter(filter, seq, PAGE);
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    seq = last.seq;
  }
}
