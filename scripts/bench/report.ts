import { formatBytes } from '../../src/shared/format/bytes.ts';
import { median, medianRatio, spread } from './statistics.ts';

export type Tool = 'gzip' | 'zstd';

export interface Run {
  readonly seconds: number;
  /** Of the process that runs the app, in bytes; 0 for the run by hand. */
  readonly peakRss: number;
  /** Of the compressed dump. */
  readonly bytes: number;
}

/** By name, `Holdfast, gzip` or `by hand, zstd`; the same round at the same index. */
export type Runs = ReadonlyMap<string, readonly Run[]>;

/** What is to be reached: the same compressor costs at most 5 % more than by hand, zstd at most half of the gzip line. */
const COMPARED = [
  ['Holdfast, gzip', 'by hand, gzip', 1.05],
  ['Holdfast, zstd', 'by hand, zstd', 1.05],
  ['Holdfast, zstd', 'by hand, gzip', 0.5],
] as const;
const MEMORY_TO_REACH = 250e6;

export function backupsTable(runs: Runs): string {
  const secondsOf = (name: string) => (runs.get(name) ?? []).map(({ seconds }) => seconds);
  const rows = COMPARED.filter(([ours, theirs]) => runs.has(ours) && runs.has(theirs)).map(([ours, theirs, reach]) => {
    const ratio = medianRatio(secondsOf(ours), secondsOf(theirs));
    const figures = [
      `${median(secondsOf(ours)).toFixed(2)} s`,
      `${median(secondsOf(theirs)).toFixed(2)} s`,
      `${ratio.toFixed(3)}x`,
      `<= ${reach}x`,
    ];
    return `| ${[`${ours} / ${theirs}`, ...figures, verdict(ratio <= reach)].join(' | ')} |`;
  });
  const peaks = [...runs.values()].flat().flatMap(({ peakRss }) => (peakRss > 0 ? [peakRss] : []));
  const memory = [
    'Peak memory of the app (RSS), median and worst',
    formatBytes(median(peaks)),
    formatBytes(Math.max(...peaks)),
    '',
    '< 250 MB',
  ];
  return [
    '| Wall time of a whole database backup | median | against | ratio, median of rounds | reach | |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    `| ${[...memory, verdict(Math.max(...peaks) < MEMORY_TO_REACH)].join(' | ')} |`,
    '',
    ...[...runs].map(([name, list]) => `${name.padEnd(16)} ${spread(list.map(({ seconds }) => seconds))} s`),
  ].join('\n');
}

function verdict(reached: boolean): string {
  return reached ? 'reached' : 'NOT reached';
}
