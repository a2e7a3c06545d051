import type { DrillStatus } from '../../../shared/model/drill.ts';
import { formatAge, formatDuration } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useFleet } from '../../api/stores.ts';
import { useNow } from '../../api/use-now.ts';
import { Figure, Readouts } from '../../design/Readouts.tsx';
import { Status } from '../../design/Status.tsx';
import { againstGoal } from '../restore/rules/restore-words.ts';
import { dueWords, targetWords } from './drill-words.ts';

/** Whether one is due, and what the last ones measured. */
export function DrillReadouts({ status, goalMinutes }: { readonly status: DrillStatus; readonly goalMinutes: number | null }) {
  const now = useNow();
  const servers = useFleet((state) => state.fleet?.servers ?? null) ?? [];
  const { settings, drills, lastPassedAt, dueAt, localServer } = status;
  const due = dueWords(dueAt, now);
  const passed = drills.find(({ outcome, restoreMs }) => outcome === 'passed' && restoreMs !== null);
  const took = passed?.restoreMs ?? null;
  const goal = took === null ? null : againstGoal(took, goalMinutes);
  return (
    <Readouts
      readouts={[
        {
          label: 'Next drill',
          value: due === null ? '–' : <Status tone={due.tone}>{due.word}</Status>,
          sub: due === null ? 'no rhythm is set' : due.sub,
        },
        {
          label: 'Last passed',
          value: lastPassedAt === null ? '–' : <Figure text={formatAge(now - Date.parse(lastPassedAt))} />,
          sub: lastPassedAt === null ? 'none has passed yet' : formatInstant(lastPassedAt, now),
        },
        {
          label: 'Time to restore (RTO)',
          value: took === null ? '–' : <Figure text={formatDuration(took)} />,
          sub: took === null ? 'measured by the first that passes' : (goal?.words ?? 'no goal is set'),
        },
        {
          label: 'Conditions',
          value: settings.assertions.length,
          sub: settings.assertions.length === 0 ? 'only the inventory is compared' : 'asked of the restored data',
        },
        {
          label: 'Sample of the media',
          value: settings.sampleFiles === 0 ? '–' : <Figure text={`${settings.sampleFiles} files`} />,
          sub: settings.sampleFiles === 0 ? 'none is restored' : 'restored and hashed',
        },
        {
          label: 'Scratch target',
          value: settings.target.kind === 'server' ? 'A server' : 'Here',
          sub: targetWords(settings.target, localServer, servers),
        },
      ]}
    />
  );
}
