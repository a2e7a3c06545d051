import { execFileSync } from 'node:child_process';
import { createReadStream, mkdtempSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { indexArchiveFile } from '../../src/main/archive/index-archive-file.ts';

// Index of an archive with the hash of every file, against `cat` and `sha256sum` of the same bytes:  node test/bench/archive-index-bench.ts [files] [megabytes]
// Medians of RUNS interleaved runs. The archive lies in the page cache: this measures reading, not the disk.
const RUNS = 5;
const FILES = Number(process.argv[2] ?? 20_000);
const MEGABYTES = Number(process.argv[3] ?? 1000);
const PIECE_BYTES = 256 * 1024;

function makeFiles(folder: string): void {
  const noise = randomBytes(8 * 1024 * 1024);
  const average = (MEGABYTES * 1e6) / FILES;
  for (let id = 0; id < FILES; id++) {
    const below = join(folder, `storage/app/public/${id % 200}`);
    if (id < 200) mkdirSync(below, { recursive: true });
    const bytes = Math.min(noise.length, Math.round((average * (1 + (id % 7))) / 4));
    writeFileSync(join(below, `picture-${id}.jpg`), noise.subarray(id % 4096, (id % 4096) + bytes));
  }
}

async function secondsOf(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;
}

const folder = mkdtempSync(join(tmpdir(), 'holdfast-archive-bench-'));
try {
  makeFiles(folder);
  const archive = join(folder, 'media.tar');
  execFileSync('tar', ['-cf', archive, '-C', folder, 'storage']);
  const megabytes = statSync(archive).size / 1e6;
  const signal = new AbortController().signal;
  const works = {
    'cat > /dev/null': () => execFileSync('sh', ['-c', 'cat "$1" | cat > /dev/null', 'sh', archive]),
    'tar -t > /dev/null': () => execFileSync('sh', ['-c', 'cat "$1" | tar -tf - > /dev/null', 'sh', archive]),
    sha256sum: () => execFileSync('sh', ['-c', 'cat "$1" | sha256sum', 'sh', archive]),
    'index with hashes': () => indexArchiveFile(createReadStream(archive, { highWaterMark: PIECE_BYTES }), { compression: 'none', signal }),
  };
  const seconds = new Map(Object.keys(works).map((name) => [name, [] as number[]]));
  for (let run = 0; run < RUNS; run++) {
    for (const [name, work] of Object.entries(works)) seconds.get(name)?.push(await secondsOf(work));
  }
  console.log(`${FILES} files, ${Math.round(megabytes)} MB`);
  for (const [name, all] of seconds) console.log(`${name.padEnd(20)} ${Math.round(megabytes / median(all))} MB/s`);
  console.log(`peak memory          ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
