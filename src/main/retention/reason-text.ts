import { formatBytes } from '../../shared/format/bytes.ts';
import type { BackupKind } from '../../shared/model/backup.ts';
import type { RetentionPolicy, RetentionReason } from '../../shared/model/retention.ts';
import { dayText, monthText, weekOf, yearOf } from './calendar.ts';
import type { Fate } from './decide.ts';
import type { Ground } from './keep-rules.ts';
import type { DatedCopy } from './retained-copy.ts';

const KIND: Readonly<Record<BackupKind, string>> = {
  full: 'Full backups',
  incremental: 'Incremental backups',
  structure: 'Backups of the structure',
  data: 'Backups of the data',
};

/** Why a copy stays or goes, one sentence each, the strongest ground first as the rules found them. */
export function reasonsOf({ copy }: DatedCopy, fate: Fate, policy: RetentionPolicy): RetentionReason[] {
  if (fate.keep) return fate.grounds.map((ground) => ({ code: ground.code, text: textOf(ground, copy.kind, policy) }));
  const failed = copy.level === null ? ' Its last check here failed.' : '';
  if (fate.because === 'expired') return [{ code: 'expired', text: `No rule keeps it any longer.${failed}` }];
  const cap = policy.maxBytes === null ? '' : ` than fit into ${formatBytes(policy.maxBytes)}`;
  return [{ code: 'size-cap', text: `The backups here take more${cap}, and it is the oldest that may go.${failed}` }];
}

function textOf(ground: Ground, kind: BackupKind, policy: RetentionPolicy): string {
  const { generations } = policy;
  switch (ground.code) {
    case 'retention-off':
      if (ground.why === 'disabled') return 'Nothing is deleted by itself here.';
      return `The policy has no rule for this kind: ${KIND[kind].toLowerCase()} stay.`;
    case 'future':
      return 'It is dated in the future: a clock was wrong. It stays until that time has come.';
    case 'held':
      return 'You hold it.';
    case 'newest':
      return 'The newest good one here.';
    case 'last-proven':
      if (ground.anywhere) return `The last that was ${ground.level}, and it is intact nowhere else.`;
      return `The last one here that is ${ground.level}.`;
    case 'chain':
      if (ground.by === 'elsewhere') return 'A backup in another place needs its archive, which is intact nowhere else.';
      return `The backup of ${dayText(ground.by.day)} needs its archive.`;
    case 'count':
      return policy.keepNewest === 1 ? 'The newest one always stays.' : `One of the newest ${policy.keepNewest}.`;
    case 'age':
      return `${KIND[kind]} stay for ${counted(policy.maxAgeDays[kind] ?? 0, 'day')}.`;
    case 'all':
      return `Everything of the last ${counted(generations?.allDays ?? 0, 'day')} stays.`;
    case 'daily':
      return `The last one of ${dayText(ground.day)}: one a day stays.`;
    case 'weekly':
      return `The last one of the week from ${dayText(mondayOf(ground.day))}: one a week stays.`;
    case 'monthly':
      return `The last one of ${monthText(ground.day)}: one a month stays.`;
    case 'yearly':
      return `The last one of ${yearOf(ground.day)}: one a year stays.`;
  }
}

function mondayOf(day: number): number {
  return weekOf(day) * 7 - 3;
}

function counted(count: number, noun: string): string {
  return count === 1 ? noun : `${count} ${noun}s`;
}
