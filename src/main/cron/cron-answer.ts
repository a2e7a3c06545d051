import type { CronDisk, CronMode, ServerZone } from '../../shared/model/cron.ts';

/** What a server said of itself, before anything is made of it. Contents are bytes: a cron table need not be text. */
export interface CronFacts {
  /** Absolute home folder of the account; null: it has none. */
  readonly home: string | null;
  readonly hostname: string;
  readonly zone: ServerZone;
  /** Milliseconds since the epoch, by the server's clock. */
  readonly now: number;
  readonly mode: Exclude<CronMode, 'unknown'>;
  /** Why there is no table over SSH; empty with `crontab`. */
  readonly modeReason: string;
  /** The table of the account; null: there is none yet (or none to be had). */
  readonly crontab: Buffer | null;
  readonly daemon: 'yes' | 'no' | 'unknown';
  /** `foreign`: of another account. */
  readonly folder: 'there' | 'missing' | 'foreign';
  readonly program: Buffer | null;
  readonly conf: Buffer | null;
  readonly hasDatabaseCnf: boolean;
  readonly status: Buffer | null;
  readonly lastPull: string | null;
  readonly log: readonly string[];
  readonly disk: CronDisk | null;
  /** A folder above the private one that a web server may show; null: none. */
  readonly served: string | null;
  readonly hasArtisan: boolean;
  /** The site has the settings of spatie/laravel-backup. */
  readonly hasSpatie: boolean;
  /** Lines of the system's own tables that the account may read. */
  readonly system: readonly string[];
}

/** What `look-at-cron.sh` answered; null when it is not whole. Pure. */
export function parseCronAnswer(output: Buffer): CronFacts | null {
  const values = valuesOf(output);
  if (values === null || !values.has('done')) return null;
  const text = (key: string): string => values.get(key)?.toString('utf8') ?? '';
  const table = text('crontab');
  const now = Number(text('now'));
  if (!['table', 'none', 'refused', 'missing'].includes(table) || !Number.isSafeInteger(now) || now <= 0) return null;
  const isThere = text('folder') === 'yes';
  return {
    home: text('home') || null,
    hostname: text('hostname'),
    zone: { name: text('zone'), offsetMinutes: offsetOf(text('offset')) },
    now: now * 1000,
    mode: table === 'table' || table === 'none' ? 'crontab' : 'panel',
    modeReason: reasonOf(table, text('crontab-said')),
    crontab: values.get('crontab-text') ?? null,
    daemon: daemonOf(text('daemon')),
    folder: isThere ? (text('folder-owned') === 'no' ? 'foreign' : 'there') : 'missing',
    program: values.get('program') ?? null,
    conf: values.get('conf') ?? null,
    hasDatabaseCnf: values.has('cnf'),
    status: values.get('status') ?? null,
    lastPull: text('pull').trim() || null,
    log: linesOf(text('log')),
    disk: diskOf(text('disk'), text('taken')),
    served: text('served') || null,
    hasArtisan: values.has('artisan'),
    hasSpatie: values.has('spatie'),
    system: linesOf(text('system')),
  };
}

function valuesOf(output: Buffer): ReadonlyMap<string, Buffer> | null {
  const values = new Map<string, Buffer>();
  let at = 0;
  while (at < output.length) {
    const endOfKey = output.indexOf(0, at);
    const endOfValue = endOfKey === -1 ? -1 : output.indexOf(0, endOfKey + 1);
    if (endOfValue === -1) return null;
    values.set(output.toString('utf8', at, endOfKey), output.subarray(endOfKey + 1, endOfValue));
    at = endOfValue + 1;
  }
  return values;
}

function reasonOf(table: string, said: string): string {
  if (table === 'missing') return 'There is no crontab program for this account.';
  return table === 'refused' ? said.trim() || 'The crontab program refused without a word.' : '';
}

function daemonOf(word: string): CronFacts['daemon'] {
  return word === 'yes' || word === 'no' ? word : 'unknown';
}

/** `+0530` is 330. */
function offsetOf(text: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d)(\d\d)$/u.exec(text) ?? [];
  const total = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return sign === '-' ? -total : total;
}

function diskOf(text: string, taken: string): CronDisk | null {
  const [total = 0, free = 0] = text.split(' ').map(Number);
  if (!(total > 0) || !Number.isFinite(free)) return null;
  return {
    usedPercent: Math.min(100, Math.max(0, Math.round(((total - free) / total) * 100))),
    freeBytes: free * 1024,
    backupBytes: /^\d+$/u.test(taken) ? Number(taken) * 1024 : null,
  };
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
