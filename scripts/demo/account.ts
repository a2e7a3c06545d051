import { formatBytes } from '../../src/shared/format/bytes.ts';
import { formatDuration } from '../../src/shared/format/durations.ts';
import { isDatabase } from '../../src/shared/model/artifact.ts';
import type { Lab } from '../../test/lab/lab.ts';
import type { MainJobDone } from './main-job.ts';

/** What was done and where it lies; only what was measured or read back. */
export function giveAccount(lab: Lab, done: MainJobDone): string {
  const { backup, copies } = done.details;
  const [copy] = copies;
  const lines = [
    '',
    'What happened',
    `  Server      ${lab.sshd.user}@${lab.sshd.host}:${lab.sshd.port}, key ${done.fingerprint}, compared and pinned`,
    `  Preflight   ${count(done.preflight.rows.filter(({ verdict }) => verdict === 'ok').length, 'row')} in order, ${done.preflight.rows.filter(({ verdict }) => verdict !== 'ok').length} with a remark`,
    `  Site        ${done.details.siteName} in ${lab.site.root}, database ${lab.site.database} found in its .env`,
    `  Backup      ${backup.folder}, ${formatBytes(backup.bytes)} in ${formatDuration(done.backupMs)}`,
    ...backup.artifacts
      .filter(isDatabase)
      .flatMap(({ file, sha256, compression, uncompressedBytes, serverVersion, dumpTool, inventory }) => [
        `  Artifact    ${file}`,
        `              SHA-256 ${sha256}`,
        `              ${formatBytes(uncompressedBytes)} of SQL, ${compression}, by ${dumpTool?.name ?? 'a program that is not named'} from ${serverVersion}`,
        `              ${count(inventory.tables.length, 'table')} with ${inventory.tables.reduce((sum, { rows }) => sum + (rows ?? 0), 0)} rows, ` +
          `${count(inventory.views.length, 'view')}, ${count(inventory.routines.length, 'routine')}, ` +
          `${count(inventory.triggers.length, 'trigger')}, ${count(inventory.events.length, 'event')}: the same as the server says`,
      ]),
    ...backup.warnings.map(({ text }) => `  Warning     ${text}`),
    `  Verified    ${copy?.copy.proof.level} in ${formatDuration(done.verifyMs)}: every byte read again, decompressed and compared with the manifest`,
    `  In the list ${count(done.backups.length, 'backup')}`,
    '',
    `  Folder      ${copy?.copy.location}`,
    `  By hand     RESTORE.txt in that folder has the commands that bring the database back without Holdfast`,
    `  Data folder ${done.home}`,
    '',
  ];
  return lines.join('\n');
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
