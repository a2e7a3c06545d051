import { userInfo } from 'node:os';
import type { ParsedInput } from '../../../shared/ipc/contract.ts';
import type { KeyChange } from '../../../shared/model/key-change.ts';
import { AppError } from '../../errors/app-error.ts';
import { instantOf } from '../../support/clock.ts';
import type { Modules } from '../modules.ts';

/** Keeps that the operator knows of another application key. Throws `backup.not-found`, `anomaly.no-key-change`, `anomaly.acknowledged`. */
export function acknowledgeKey(
  { catalog, clock, emit }: Pick<Modules, 'catalog' | 'clock' | 'emit'>,
  { backupId, note }: ParsedInput<'anomaly.acknowledge-key'>,
): KeyChange {
  const told = catalog.atomically(() => {
    const backup = catalog.backups.find(backupId);
    if (backup === null) throw new AppError('backup.not-found', { detail: backupId });
    const change = catalog.keyChanges.of(backup.siteId, backup.startedAt).find((each) => each.backupId === backupId);
    if (change === undefined) throw new AppError('anomaly.no-key-change', { detail: backupId });
    if (change.acknowledged !== null)
      throw new AppError('anomaly.acknowledged', { detail: `${change.acknowledged.at}: ${change.acknowledged.note}` });
    const acknowledged = { at: instantOf(clock), note, by: userInfo().username };
    catalog.keyChanges.acknowledge(backupId, acknowledged);
    return { ...change, acknowledged };
  });
  emit('fleet.changed', undefined);
  return told;
}
