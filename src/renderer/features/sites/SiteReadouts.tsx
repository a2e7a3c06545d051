import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatDuration } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import type { BackupSummary } from '../../../shared/model/backup.ts';
import type { SiteStatus } from '../../../shared/model/fleet.ts';
import { useNow } from '../../api/use-now.ts';
import { Figure, Readouts } from '../../design/Readouts.tsx';
import { Status, Verdict } from '../../design/Status.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { ruleTone, ruleWord } from '../board/board-words.ts';

/** Measured, not promised: unknown is a dash with the reason. */
export function SiteReadouts({ status }: { readonly status: SiteStatus }) {
  const now = useNow();
  const { newest, newestGoodAt, oldestAt, backupCount } = status;
  const missing = status.board.rules.find(({ held }) => !held);
  const holders = status.board.cells.filter(({ backups }) => backups > 0).length;
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
          label: '3-2-1-1-0',
          value: missing === undefined ? <Status tone="ok">Held</Status> : <Status tone={ruleTone(missing)}>{ruleWord(missing)}</Status>,
          sub: missing === undefined ? 'three copies, two media, one away, one unplugged, no error' : missing.text,
        },
        {
          label: 'Size of the newest',
          value: newest === null ? '–' : <Figure text={formatBytes(newest.bytes)} />,
          sub: newest === null ? 'known after the first' : contentsLine(newest),
        },
        {
          label: 'Backups',
          value: backupCount,
          sub:
            oldestAt === null ? (
              'none yet'
            ) : (
              <>
                oldest {formatInstant(oldestAt, now)},{' '}
                <ScreenLink to={{ name: 'retention', siteId: status.site.id, placeId: null }}>retention</ScreenLink>
              </>
            ),
        },
        {
          label: 'Size of all',
          value: <Figure text={formatBytes(status.totalBytes)} />,
          sub: holders === 0 ? 'in no place' : holders === 1 ? 'in one place' : `counted once, of ${holders}\u00a0places`,
        },
      ]}
    />
  );
}

/** Seconds would pretend to be a clock: it is looked at every twenty of them. */
function ageFigure(ms: number): string {
  return ms < 60_000 ? 'under 1\u00a0min' : formatDuration(ms);
}

/** "aurora_shop, 48,213 files, settings": what a backup is made of. */
function contentsLine({ databases, media, parts }: BackupSummary): string {
  return [
    ...databases,
    ...(media === null ? [] : [`${media.files.toLocaleString('en')}\u00a0files`]),
    ...(parts.includes('config') ? ['settings'] : []),
  ].join(', ');
}
