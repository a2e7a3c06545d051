import { AppError } from '../errors/app-error.ts';
import { applyCronProgram, putCronFiles } from '../remote/cron-programs.ts';
import type { RemoteShell } from '../servers/ssh/remote-shell.ts';
import type { PlannedCron, PlannedFile } from './preview-cron.ts';

export interface ApplyOptions {
  /** Below `~/.holdfast`. */
  readonly folderName: string;
  /** UTC, for the name of the table that is kept. */
  readonly now: string;
  readonly signal: AbortSignal;
}

/**
 * Does what was planned. Files first, read back from there and compared; then the lines: a stop in between leaves files that nothing runs. Throws
 * `cron.table-changed`, `cron.table-refused`, `cron.files-not-written`, `cron.folder-foreign`, `ssh.*`.
 */
export async function applyCron(shell: RemoteShell, planned: PlannedCron, options: ApplyOptions): Promise<void> {
  if (planned.files.length > 0) await putFiles(shell, planned.files, options);
  await setTable(shell, planned, options);
}

async function putFiles(shell: RemoteShell, files: readonly PlannedFile[], { folderName, signal }: ApplyOptions): Promise<void> {
  const contents = files.map(({ content }) => Buffer.from(content));
  const input = Buffer.concat(contents);
  const { stdout, stderr, exitCode } = await shell.run({
    program: putCronFiles,
    args: [folderName, String(input.length), ...files.flatMap(({ name }, index) => [name, String(contents[index]?.length ?? 0)])],
    input,
    signal,
  });
  if (exitCode === 5) throw new AppError('cron.folder-foreign', { detail: stderr.slice(-500).trim() });
  const back = Buffer.concat(
    [...files.flatMap(({ name }, index) => [`${name}\0`, contents[index] ?? '', '\0']), 'done\0\0'].map((part) => Buffer.from(part)),
  );
  // What lies there must be what was sent, whatever the programs of the server said.
  if (exitCode !== 0 || !stdout.equals(back))
    throw new AppError('cron.files-not-written', {
      detail: exitCode === 0 ? 'They came back other than they were sent.' : stderr.slice(-500).trim(),
    });
}

async function setTable(shell: RemoteShell, planned: PlannedCron, { folderName, now, signal }: ApplyOptions): Promise<void> {
  const { files, removed, tableBefore, tableAfter, preview } = planned;
  const [before, after] = [tableBefore, tableAfter].map((table) => (table === null ? null : Buffer.from(table, 'latin1')));
  const { ended, stdout } = await shell.stream({
    program: applyCronProgram,
    args: [
      folderName,
      preview.mode === 'crontab' ? 'crontab' : 'panel',
      sizeOf(before),
      sizeOf(after),
      now.replaceAll(':', '-').replace(/\.\d+Z$/u, 'Z'),
      String(files.length),
      ...files.map(({ mode, name }) => `${mode} ${name}`),
      ...removed,
    ],
    input: Buffer.concat([before ?? Buffer.alloc(0), after ?? Buffer.alloc(0)]),
    signal,
  });
  stdout.resume();
  const { exitCode, reports, stderr } = await ended;
  if (reports.includes('done')) return;
  if (reports.includes('changed')) throw new AppError('cron.table-changed');
  const refused = reports.find((report) => report.startsWith('refused '))?.slice(8);
  if (refused === undefined)
    throw new AppError('cron.files-not-written', { detail: `${stderr.slice(-500)} (ended with ${exitCode})`.trim() });
  const restored = reports.find((report) => report.startsWith('restored '))?.slice(9);
  if (restored === 'yes') throw new AppError('cron.table-refused', { detail: refused });
  throw new AppError('cron.table-lost', { detail: `${refused}; giving back the table of before: ${restored ?? 'no word'}` });
}

function sizeOf(table: Buffer | null | undefined): string {
  return table === null || table === undefined ? 'none' : String(table.length);
}
