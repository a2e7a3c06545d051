import type { PreflightRow } from '../../../shared/model/preflight.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatDuration } from '../../../shared/format/durations.ts';
import { amountSaid, said, toolSaid, type Answer } from './answer.ts';

/** `date +%s` cuts to the second, and the answer was under way for a moment: below this, a difference says nothing. */
const CLOCK_TOLERANCE_MS = 2_000;
/** Below these a server is about to stop writing, whatever Holdfast does. */
const LOW_DISK_BYTES = 1_000_000_000;
const LOW_SHARE = 0.05;

/** The answer in rows for people. `nowMs`: this computer's clock when the answer arrived. */
export function rowsOf(answer: Answer, nowMs: number): PreflightRow[] {
  return [
    shellRow(answer),
    dumpToolRow(answer),
    clientRow(answer),
    gzipRow(answer),
    optionalCompressor(answer, 'zstd'),
    optionalCompressor(answer, 'bzip2'),
    optionalCompressor(answer, 'xz'),
    tarRow(answer),
    hashRow(answer),
    findRow(answer),
    phpRow(answer),
    crontabRow(answer),
    diskRow(answer),
    inodesRow(answer),
    clockRow(answer, nowMs),
    webRootRow(answer),
  ];
}

type Verdict = PreflightRow['verdict'];

function row(id: string, label: string, verdict: Verdict, found: string, why = ''): PreflightRow {
  return { id, label, found, verdict, why };
}

function shellRow(answer: Answer): PreflightRow {
  const shell = said(answer, 'shell') ?? 'unknown';
  const login = said(answer, 'login-shell');
  const name = shell === 'unknown' ? 'a POSIX shell' : shell;
  return row('shell', 'Shell', 'ok', login === null ? name : `${name}, login shell ${login}`);
}

function dumpToolRow(answer: Answer): PreflightRow {
  const tool = toolSaid(answer, 'dump-tool');
  if (tool !== null) return row('dump-tool', 'Dump tool', 'ok', named(tool));
  const why = 'No database can be backed up without mariadb-dump or mysqldump. The hosting provider can install the client tools.';
  return row('dump-tool', 'Dump tool', 'missing', 'neither mariadb-dump nor mysqldump found', why);
}

function clientRow(answer: Answer): PreflightRow {
  const tool = toolSaid(answer, 'mysql-client');
  if (tool !== null) return row('mysql-client', 'Database client', 'ok', named(tool));
  return row(
    'mysql-client',
    'Database client',
    'attention',
    'not found',
    'Backups work without it; a restore on the server itself needs it.',
  );
}

function gzipRow(answer: Answer): PreflightRow {
  const tool = toolSaid(answer, 'gzip');
  if (tool !== null) return row('gzip', 'gzip', 'ok', named(tool));
  const other = ['zstd', 'bzip2'].find((name) => toolSaid(answer, name) !== null);
  const why = other === undefined ? 'Dumps travel uncompressed: complete, but slower to fetch.' : `${other} is used in its place.`;
  return row('gzip', 'gzip', 'attention', 'not found', why);
}

/** Good to have, never needed: its absence asks nothing of the operator. */
function optionalCompressor(answer: Answer, name: 'zstd' | 'bzip2' | 'xz'): PreflightRow {
  const tool = toolSaid(answer, name);
  return row(name, name, 'ok', tool === null ? 'not found, not needed' : named(tool));
}

function tarRow(answer: Answer): PreflightRow {
  const tool = toolSaid(answer, 'tar');
  if (tool !== null) return row('tar', 'tar', 'ok', named(tool));
  return row('tar', 'tar', 'attention', 'not found', 'Databases can be backed up; media folders cannot.');
}

function hashRow(answer: Answer): PreflightRow {
  const tool = said(answer, 'sha256');
  if (tool !== null) return row('sha256', 'SHA-256', 'ok', tool);
  const why = 'What arrives here is hashed all the same; files that stay on the server cannot be compared by hash.';
  return row('sha256', 'SHA-256', 'attention', 'no tool found', why);
}

function findRow(answer: Answer): PreflightRow {
  if (said(answer, 'find-printf') === 'yes') return row('find', 'find', 'ok', 'with -printf');
  if (said(answer, 'find') === null)
    return row('find', 'find', 'attention', 'not found', 'Sites on this server are not detected; enter their folders by hand.');
  return row('find', 'find', 'attention', 'without -printf', 'Large media folders are listed more slowly.');
}

function phpRow(answer: Answer): PreflightRow {
  const tool = toolSaid(answer, 'php');
  if (tool !== null) return row('php', 'PHP', 'ok', `${tool.version === '' ? 'PHP' : `PHP ${tool.version}`} at ${tool.path}`);
  return row('php', 'PHP', 'attention', 'not found', 'Only Laravel sites need it, to go into maintenance during a restore.');
}

function crontabRow(answer: Answer): PreflightRow {
  const crontab = said(answer, 'crontab');
  const why = 'The server cannot start backups by itself; Holdfast starts them while this computer is awake.';
  if (crontab === null) return row('crontab', 'Server cron', 'attention', 'no crontab command found', why);
  if (crontab.startsWith('refused')) return row('crontab', 'Server cron', 'attention', crontab.replace(/^refused ?/, 'refused: '), why);
  return row('crontab', 'Server cron', 'ok', crontab === 'empty' ? 'allowed, nothing entered' : 'allowed, has entries');
}

function diskRow(answer: Answer): PreflightRow {
  const disk = amountSaid(answer, 'disk');
  if (disk === null)
    return row('disk', 'Room on the server', 'attention', 'not known', 'Backups stream and need no room there; a restore does.');
  const [size, free] = [disk.size * 1024, disk.free * 1024];
  const found = `${formatBytes(free)} of ${formatBytes(size)} free`;
  if (free >= LOW_DISK_BYTES && free >= size * LOW_SHARE) return row('disk', 'Room on the server', 'ok', found);
  return row(
    'disk',
    'Room on the server',
    'attention',
    found,
    'Backups need no room there, but a database on a full disk stops, and a restore needs room.',
  );
}

function inodesRow(answer: Answer): PreflightRow {
  const inodes = amountSaid(answer, 'inodes');
  if (inodes === null) return row('inodes', 'Files on the server', 'ok', 'no figures');
  if (inodes.size === 0) return row('inodes', 'Files on the server', 'ok', 'without a fixed limit');
  const share = inodes.free / inodes.size;
  const found = `${Math.floor(share * 100)} % of the inodes free`;
  if (share >= LOW_SHARE) return row('inodes', 'Files on the server', 'ok', found);
  return row(
    'inodes',
    'Files on the server',
    'attention',
    found,
    'Without inodes no file can be made, however much room there is; a restore would stop.',
  );
}

function clockRow(answer: Answer, nowMs: number): PreflightRow {
  const seconds = Number(said(answer, 'time') ?? Number.NaN);
  const zone = said(answer, 'zone');
  const inZone = zone === null ? '' : `, time zone ${zone}`;
  if (!Number.isFinite(seconds)) return row('clock', 'Clock', 'attention', 'not known', 'Times of backups are taken from this computer.');
  const aheadMs = seconds * 1000 + 500 - nowMs;
  if (Math.abs(aheadMs) <= CLOCK_TOLERANCE_MS) return row('clock', 'Clock', 'ok', `in step with this computer${inZone}`);
  const found = `the server is ${formatDuration(Math.abs(aheadMs))} ${aheadMs > 0 ? 'ahead' : 'behind'}${inZone}`;
  return row(
    'clock',
    'Clock',
    'attention',
    found,
    'Times of backups are taken from this computer; times in the logs of the server differ by this much.',
  );
}

function webRootRow(answer: Answer): PreflightRow {
  const roots = [...new Set(answer.get('web-root') ?? [])];
  if (roots.length === 0) return row('web-root', 'Web root', 'ok', 'none of the usual folders; it is chosen with the site');
  const shown = roots.slice(0, 3).join(', ');
  return row('web-root', 'Web root', 'ok', roots.length > 3 ? `${shown} and ${roots.length - 3} more` : shown);
}

/** "mariadb-dump 10.11.14", "gzip 1.12", "tar of BusyBox". */
function named(tool: { readonly path: string; readonly version: string }): string {
  const name = tool.path.slice(tool.path.lastIndexOf('/') + 1);
  const ofDistribution = /(?:Distrib|from) (\d[\w.]*)/.exec(tool.version)?.[1];
  if (/busybox|unrecognized option|invalid option/i.test(tool.version)) return `${name} of BusyBox`;
  const number = ofDistribution ?? /\d+\.\d+(?:\.\d+)*/.exec(tool.version)?.[0];
  return number === undefined ? name : `${name} ${number}`;
}
