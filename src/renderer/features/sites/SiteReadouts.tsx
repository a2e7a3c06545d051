import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatAge, formatDuration } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import type { SiteStatus } from '../../../shared/model/fleet.ts';
import { useNow } from '../../api/use-now.ts';
import { ProofLadder, provedAt } from '../../design/ProofLadder.tsx';
import { Figure, Readouts } from '../../design/Readouts.tsx';
import { Verdict } from '../../design/Status.tsx';

/** Measured, not promised: unknown is a dash with the reason. */
export function SiteReadouts({ status }: { readonly status: SiteStatus }) {
  const now = useNow();
  const { newest, newestGoodAt, oldestAt, backupCount } = status;
  const proof = newest?.copies[0]?.proof ?? null;
  return (
    <Readouts
      readouts={[
        { label: 'Verdict', value: <Verdict verdict={status.verdict} />, sub: status.because },
        {
          label: 'Newest good backup',
          value: newestGoodAt === null ? '–' : <Figure text={ageFigure(now - Date.parse(newestGoodAt))} />,
          sub: newestGoodAt === null ? 'none yet' : formatInstant(newestGoodAt, now),
        },
        {
          label: 'Newest copy on this computer',
          value: <ProofLadder proof={proof} large />,
          sub:
            proof === null
              ? 'starts with the first backup'
              : `${proof.failure === null ? 'shown' : 'failed'} ${formatAge(now - Date.parse(provedAt(proof)))}`,
        },
        {
          label: 'Size of the newest',
          value: newest === null ? '–' : <Figure text={formatBytes(newest.bytes)} />,
          sub: newest === null ? 'known after the first' : newest.databases.join(', '),
        },
        {
          label: 'Backups',
          value: backupCount,
          sub: oldestAt === null ? 'none yet' : `oldest ${formatInstant(oldestAt, now)}`,
        },
        { label: 'Room they take here', value: <Figure text={formatBytes(status.totalBytes)} />, sub: 'on this computer' },
      ]}
    />
  );
}

/** Seconds would pretend to be a clock: it is looked at every twenty of them. */
function ageFigure(ms: number): string {
  return ms < 60_000 ? 'under 1\u00a0min' : formatDuration(ms);
}
