import { randomBytes } from 'node:crypto';
import { AppError } from '../../../src/main/errors/app-error.ts';
import { makeKeeper } from './place-folder.ts';

/*
 * A process of its own that writes a backup into a folder:
 *   place-victim.ts FOLDER hold   writes 4 MiB, says so, and waits to be killed
 *   place-victim.ts FOLDER fill   writes until the system refuses, discards, and prints the problem
 */
const [folder = '', task] = process.argv.slice(2);

// Without a listener the signal of a file size limit ends the process before the write can fail.
process.on('SIGXFSZ', () => {});

const keeper = await makeKeeper(folder);
const { draft } = await keeper.beginBackup('aurora-market', '2026-11-21T020000Z-full');
try {
  const writer = await draft.writeArtifact('aurora_market.sql.gz');
  for (let megabytes = 0; ; megabytes += 1) {
    await writer.write(randomBytes(1024 * 1024));
    if (task === 'hold' && megabytes === 4) {
      process.stdout.write('writing\n');
      await new Promise(() => setInterval(() => {}, 60_000));
    }
  }
} catch (error) {
  await draft.discard();
  const problem = error instanceof AppError ? error.toProblem() : { code: 'unexpected', detail: String(error) };
  process.stdout.write(`${JSON.stringify(problem)}\n`);
}
