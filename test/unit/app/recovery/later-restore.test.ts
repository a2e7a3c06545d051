import { describe, expect, it } from 'vitest';
import { laterRestore } from '../../../../src/main/app/recovery/later-restore.ts';
import { sampleIncident, sampleRestore } from '../../incidents/incident-samples.ts';
import { hoursBefore } from '../../model-samples.ts';

const incident = sampleIncident();
const first = sampleRestore(incident, { confirmedAt: hoursBefore(10) });
const second = sampleRestore(incident, { confirmedAt: hoursBefore(5) });
const third = sampleRestore(incident, { confirmedAt: hoursBefore(1) });

describe('undoing restores of one site', () => {
  it('goes from the newest to the oldest', () => {
    expect(laterRestore([first, second, third], first)).toBe(third);
    expect(laterRestore([first, second, third], third)).toBeNull();
  });

  it('is not held up by one that was undone, whose old data was let go, or that is of another site', () => {
    const undone = { ...second, state: 'undone' as const };
    const letGo = { ...third, undo: { ...third.undo, state: 'let-go' as const } };
    const other = sampleRestore(sampleIncident(), { confirmedAt: hoursBefore(1) });
    expect(laterRestore([first, undone, letGo, other], first)).toBeNull();
  });
});
