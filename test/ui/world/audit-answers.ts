import { type AuditEntry, DEFAULT_AUDIT_SETTINGS, type AuditSettings } from '../../../src/shared/model/audit.ts';
import type { Answers } from '../fake-bridge.ts';
import { backupId, jobId, placeId } from './ids.ts';
import { ago } from './times.ts';
import type { World } from './world.ts';

type Told = readonly [
  AuditEntry['action'],
  AuditEntry['effect'],
  AuditEntry['outcome'],
  AuditEntry['actor']['host'],
  AuditEntry['details'],
];

/** What a day brings, again and again: one page is not enough. */
const DAY: readonly Told[] = [
  ['job.backup', 'change', 'done', 'scheduler', { jobId: jobId(1), title: 'Back up aurora-market', backupId: backupId(1) }],
  ['backup.files', 'read', 'done', 'window', { backupId: backupId(2), parent: 'storage/app/public', search: '' }],
  ['backup.diff', 'read', 'done', 'window', { beforeId: backupId(3), afterId: backupId(2) }],
  ['retention.apply', 'change', 'done', 'window', { placeId: placeId(1), fingerprint: '9f2c' }],
  ['job.prune', 'change', 'warning', 'window', { jobId: jobId(2), title: 'Delete what is not kept in This computer' }],
  ['restore.plan', 'read', 'refused', 'terminal', { backupId: backupId(1), method: 'swap' }],
  ['job.copy', 'change', 'failed', 'scheduler', { jobId: jobId(3), title: 'Copy to Hetzner bucket' }],
  ['bin.purge', 'change', 'done', 'scheduler', { placeId: placeId(1), bin: '2026-11-12T020000Z-full' }],
];
const PROBLEMS: Partial<Record<AuditEntry['outcome'], string>> = {
  warning: 'retention.partly-applied',
  refused: 'place.missing',
  failed: 's3.unreachable',
};

const settings = new WeakMap<World, AuditSettings>();

/** Newest first, of the sites there are. */
function entriesOf(world: World): readonly AuditEntry[] {
  const sites = world.fleet.sites.map(({ site }) => site.id);
  const total = sites.length === 0 ? 0 : 128;
  return Array.from({ length: total }, (_, index) => {
    const seq = total - index;
    const [action, effect, outcome, host, details] = DAY[seq % DAY.length] ?? (DAY[0] as Told);
    return {
      seq,
      at: ago(0.4 + index * 3.1),
      actor: { user: 'ada', machine: 'ada-thinkpad', appVersion: world.info.version, host },
      action,
      effect,
      siteId: sites[seq % sites.length] ?? null,
      details,
      outcome,
      problem: PROBLEMS[outcome] ?? null,
      hash: seq.toString(16).padStart(64, '3e91c07ab5d2'),
    };
  });
}

export function auditAnswers(
  world: World,
): Pick<Answers, 'audit.list' | 'audit.export' | 'audit.verify' | 'audit.settings' | 'audit.set-settings'> {
  return {
    'audit.list': ({ filter, offset, limit }) => {
      const all = entriesOf(world);
      const rows = all.filter(
        (entry) =>
          JSON.stringify(entry).toLowerCase().includes(filter.text.toLowerCase()) &&
          (filter.action === null || entry.action === filter.action) &&
          (filter.siteId === null || entry.siteId === filter.siteId) &&
          (filter.outcome === null || (filter.outcome === 'trouble' ? entry.outcome !== 'done' : entry.outcome === filter.outcome)) &&
          (filter.from === null || entry.at >= filter.from) &&
          (filter.until === null || entry.at < filter.until),
      );
      return {
        rows: rows.slice(offset, offset + limit),
        total: rows.length,
        actions: [...new Set(all.map(({ action }) => action))].toSorted(),
      };
    },
    'audit.export': ({ format, file }) => ({
      file: file ?? `/home/ada/holdfast-audit-2026-11-21.${format}`,
      entries: entriesOf(world).length,
    }),
    'audit.verify': () => {
      const all = entriesOf(world);
      return {
        checkedAt: ago(0),
        entries: all.length,
        firstSeq: all.at(-1)?.seq ?? null,
        lastSeq: all[0]?.seq ?? null,
        head: all[0]?.hash ?? null,
        prunedTo: 0,
        copy: 'same',
        broken: null,
      };
    },
    'audit.settings': () => settings.get(world) ?? DEFAULT_AUDIT_SETTINGS,
    'audit.set-settings': (next) => {
      settings.set(world, next);
      return next;
    },
  };
}
