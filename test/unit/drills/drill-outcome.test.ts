import { describe, expect, it } from 'vitest';
import { isFaultOfBackup, proofAfterDrill } from '../../../src/main/drills/drill-outcome.ts';
import { rtoTrend } from '../../../src/main/drills/rto-trend.ts';
import { failedProof, hoursBefore, NOON, sampleProof } from '../model-samples.ts';
import { sampleDrill } from './drill-samples.ts';

const nothing = { faults: [], isDamaged: false };

describe('the proof of a copy', () => {
  it('is raised by a drill that passed, without renewing what the drill has not read', () => {
    const before = sampleProof('sound', { intactAt: hoursBefore(30), soundAt: hoursBefore(29) });
    expect(proofAfterDrill(before, 'passed', nothing, NOON)).toEqual({
      ...before,
      level: 'proven',
      presentAt: NOON,
      provenAt: NOON,
      intactAt: hoursBefore(30),
      soundAt: hoursBefore(29),
    });
  });

  it('is withdrawn by one that failed, and given back by one that passes', () => {
    const failed = proofAfterDrill(sampleProof('proven'), 'failed', { faults: ['a', 'b', 'c', 'd'], isDamaged: false }, NOON);
    expect(failed.failure).toEqual({ at: NOON, step: 'proven', code: 'drill.failed', text: 'the drill failed: a; b; c; and 1 more' });
    expect(proofAfterDrill(failed, 'passed', nothing, NOON)).toMatchObject({ level: 'proven', failure: null });
  });

  it('is that of damaged bytes where the bytes were wrong: a healed copy shows it by being read', () => {
    expect(proofAfterDrill(sampleProof(), 'failed', { faults: ['a'], isDamaged: true }, NOON).failure?.step).toBe('intact');
  });

  it('is untouched by a drill that could not be carried through', () => {
    for (const proof of [sampleProof('proven'), failedProof()]) expect(proofAfterDrill(proof, 'aborted', nothing, NOON)).toBe(proof);
  });
});

describe('what ended a drill speaks against the backup', () => {
  it.each([
    'import.copy-damaged',
    'import.dump-cut',
    'import.other-database',
    'verify.read-failed',
    'verify.hash-differs',
    'file-list.damaged',
  ] as const)('always: %s', (code) => expect(isFaultOfBackup({ code, detail: '' }, null, '10.11.14-MariaDB')).toBe(true));
  it.each([
    'database.unreachable',
    'ssh.connection-lost',
    'place.missing',
    'import.not-finished',
    'import.no-client',
    'drill.no-room',
  ] as const)('never: %s', (code) => expect(isFaultOfBackup({ code, detail: '' }, '10.11.14-MariaDB', '10.11.14-MariaDB')).toBe(false));
  it.each([
    ['10.11.14-MariaDB-0+deb12u2', '10.11.19-MariaDB', true],
    ['5.5.5-10.4.1-MariaDB', '10.11.19-MariaDB', true],
    ['10.11.14-MariaDB', '10.6.1-MariaDB', false],
    ['8.0.36', '10.11.19-MariaDB', false],
    ['8.0.36', '8.4.0', true],
    [null, '8.4.0', false],
  ])('by a refused statement only where the server could take it: %s into %s', (from, to, blamed) =>
    expect(
      isFaultOfBackup(
        { code: 'import.statement-refused', detail: 'table orders: ERROR 1062 (23000): Duplicate entry (left out)' },
        from,
        to,
      ),
    ).toBe(blamed),
  );
});

it.each([1419, 1227, 1142, 1114, 1273, 1205, 0])(
  'a refusal for rights, room, settings or features says nothing of the backup: %d',
  (number) => {
    const error = { code: 'import.statement-refused', detail: `trigger t: ERROR ${number} (HY000): no` } as const;
    expect(isFaultOfBackup(error, '10.11.14-MariaDB', '10.11.14-MariaDB')).toBe(false);
  },
);

it('the trend goes from the oldest to the newest, and leaves out what says nothing', () => {
  const drills = [
    sampleDrill({ startedAt: hoursBefore(1), restoreMs: 3000 }),
    sampleDrill({ startedAt: hoursBefore(2), outcome: 'aborted', restoreMs: null }),
    sampleDrill({ startedAt: hoursBefore(3), outcome: 'failed', restoreMs: null }),
  ];
  expect(rtoTrend(drills)).toEqual([
    { at: hoursBefore(3), outcome: 'failed', restoreMs: null },
    { at: hoursBefore(1), outcome: 'passed', restoreMs: 3000 },
  ]);
});
