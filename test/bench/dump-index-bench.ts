import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDumpReader } from '../../src/main/dump-index/dump-reader.ts';
import { indexDumpFile } from '../../src/main/dump-index/index-dump-file.ts';

// Reader of dumps against `cat` and `wc -l` on the same file:  node test/bench/dump-index-bench.ts [megabytes]
// Medians of RUNS interleaved runs. The file lies in the page cache: this measures reading, not the disk.
const RUNS = 5;
const MEGABYTES = Number(process.argv[2] ?? 200);
const PIECE_BYTES = 256 * 1024;
const STATEMENT_BYTES = 1_000_000;

const PROSE = 'Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore. ';

interface Shape {
  readonly name: string;
  readonly row: (id: number) => string;
  readonly rowsPerStatement: 'many' | 'one';
}

function mixedRow(id: number): string {
  const hex = (id * 2_654_435_761).toString(16).padStart(16, '0').slice(0, 16).repeat(2);
  const prose = PROSE.slice(0, 20 + (id % 90));
  return `(${id},'user${id}@example.org','Name \\'${id}\\' X','2024-01-1${id % 10} 10:11:12',${id * 1.5},NULL,'${prose}',0x${hex},'{\\"a\\": ${id}}')`;
}

const SHAPES: readonly Shape[] = [
  { name: 'mixed columns', row: mixedRow, rowsPerStatement: 'many' },
  { name: 'mixed, one row per statement', row: mixedRow, rowsPerStatement: 'one' },
  { name: 'numbers', row: (id) => `(${id},${id * 7},${id % 3},NULL,${-id},1.25)`, rowsPerStatement: 'many' },
  { name: 'long texts', row: (id) => `(${id},'${PROSE.repeat(20)}\\n${PROSE}')`, rowsPerStatement: 'many' },
  { name: 'hex blobs', row: (id) => `(${id},0x${'0123456789ABCDEF'.repeat(500)})`, rowsPerStatement: 'many' },
  { name: 'escaped binary', row: (id) => `(${id},_binary '${"a\\\\b\\'c\\0".repeat(100)}')`, rowsPerStatement: 'many' },
];

/** Returns the number of rows. */
function writeDump(path: string, shape: Shape): number {
  const file = openSync(path, 'w');
  let bytes = 0;
  let id = 0;
  while (bytes < MEGABYTES * 1e6) {
    const rows: string[] = [];
    for (let length = 0; length < STATEMENT_BYTES; length += rows.at(-1)!.length) rows.push(shape.row(++id));
    const one = shape.rowsPerStatement === 'one';
    const text = one
      ? rows.map((row) => `INSERT INTO \`t\` VALUES ${row};\n`).join('')
      : `INSERT INTO \`t\` VALUES\n${rows.join(',\n')};\n`;
    bytes += writeSync(file, text);
  }
  writeSync(file, '-- Dump completed\n');
  closeSync(file);
  return id;
}

/** The reader alone, in this thread. */
function readFile(path: string): number {
  const file = openSync(path, 'r');
  const piece = Buffer.alloc(PIECE_BYTES);
  const reader = createDumpReader();
  for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) reader.push(piece.subarray(0, read));
  closeSync(file);
  return reader.finish().inventory.tables[0]?.rows ?? 0;
}

async function indexOnWorker(path: string): Promise<number> {
  const index = await indexDumpFile(path, { compression: 'none', signal: new AbortController().signal });
  return index.inventory.tables[0]?.rows ?? 0;
}

/** Peak resident memory, in MB, of a process of its own that indexes the file on the worker. */
function peakMemory(path: string): string {
  return execFileSync(process.execPath, [import.meta.filename, '--memory-of', path], { encoding: 'utf8' }).trim();
}

async function secondsOf(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;
}

async function measure(path: string, rows: number): Promise<Record<'cat' | 'wc' | 'reader' | 'worker', number>> {
  const check = (found: number) => {
    if (found !== rows) throw new Error(`expected ${rows} rows, found ${found}`);
  };
  const seconds = { cat: [] as number[], wc: [] as number[], reader: [] as number[], worker: [] as number[] };
  for (let run = 0; run < RUNS; run++) {
    seconds.cat.push(await secondsOf(() => execFileSync('sh', ['-c', 'cat "$1" | cat >/dev/null', 'sh', path])));
    seconds.wc.push(await secondsOf(() => execFileSync('wc', ['-l', path])));
    seconds.reader.push(await secondsOf(() => check(readFile(path))));
    seconds.worker.push(await secondsOf(async () => check(await indexOnWorker(path))));
  }
  return { cat: median(seconds.cat), wc: median(seconds.wc), reader: median(seconds.reader), worker: median(seconds.worker) };
}

async function runBench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-dump-index-bench-'));
  try {
    console.log(
      `dump index, ${MEGABYTES} MB each, medians of ${RUNS} interleaved runs; worker: uncompressed file through the worker thread`,
    );
    console.log(`| ${'dump'.padEnd(30)} | reader MB/s | worker MB/s | reader : wc -l | reader : cat-to-cat | peak RSS MB |`);
    console.log(
      `| ${'-'.repeat(30)} | ${'-'.repeat(10)}: | ${'-'.repeat(10)}: | ${'-'.repeat(13)}: | ${'-'.repeat(18)}: | ${'-'.repeat(10)}: |`,
    );
    for (const shape of SHAPES) {
      const path = join(folder, 'dump.sql');
      const rows = writeDump(path, shape);
      const { cat, wc, reader, worker } = await measure(path, rows);
      const rate = (seconds: number) => (MEGABYTES / seconds).toFixed(0).padStart(11);
      const ratio = (base: number, width: number) => `${(reader / base).toFixed(2)} x`.padStart(width);
      console.log(
        `| ${shape.name.padEnd(30)} | ${rate(reader)} | ${rate(worker)} | ${ratio(wc, 14)} | ${ratio(cat, 19)} | ${peakMemory(path).padStart(11)} |`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[2] === '--memory-of') {
  await indexOnWorker(process.argv[3]!);
  console.log((process.resourceUsage().maxRSS / 1000).toFixed(0));
} else {
  await runBench();
}
