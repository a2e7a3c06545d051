import type { Candidate, Proposal } from '../../../shared/model/proposal.ts';
import type { Situation } from '../../../shared/model/situation.ts';
import { useRef } from 'react';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useNow } from '../../api/use-now.ts';
import { classNames } from '../../design/class-names.ts';
import styles from './Recommendation.module.css';
import { clock } from './rules/restore-words.ts';
import { USUAL_WIDTH, drawTimeline } from './rules/timeline.ts';
import { useWidth } from './use-width.ts';

interface TimelineProps {
  readonly situation: Situation;
  readonly proposal: Proposal;
  readonly chosen: Candidate;
}

/** Backups, first sign, margin and loss on one axis; the sentence says what the picture shows. */
export function Timeline({ situation, proposal, chosen }: TimelineProps) {
  const now = useNow();
  const frame = useRef<HTMLDivElement>(null);
  // Drawn as wide as it stands, so that its words are as large as all others.
  const width = useWidth(frame, USUAL_WIDTH);
  const noticed = Date.parse(situation.noticedAt);
  const chosenAt = Date.parse(chosen.backup.startedAt);
  if (noticed <= chosenAt) return null;
  const drawing = drawTimeline({
    backups: [...(proposal.proposed === null ? [] : [proposal.proposed]), ...proposal.rejected].map(({ backup }) => ({
      id: backup.id,
      at: Date.parse(backup.startedAt),
    })),
    chosen: chosenAt,
    chosenId: chosen.backup.id,
    firstSign: situation.firstSignAt === null ? null : Date.parse(situation.firstSignAt),
    before: proposal.before === null || situation.firstSignAt === null ? null : Date.parse(proposal.before),
    noticed,
    width,
  });
  const { signX, beforeX, noticedX, chosenX } = drawing;
  const when = (at: number) => formatInstant(new Date(at).toISOString(), now);
  // Their words would stand on each other.
  const isCrowded = signX !== null && noticedX - signX < 90;
  const lost = `${clock(noticed - chosenAt)} of changes`;
  return (
    <div ref={frame} className={styles.frame}>
      <svg className={styles.line} viewBox={`0 0 ${width} 120`} role="img" aria-label={sentence(situation, chosen, lost, when)}>
        {beforeX === null || signX === null || signX <= beforeX ? null : (
          <>
            <rect className={styles.margin} x={beforeX} y={34} width={signX - beforeX} height={42} />
            {signX - beforeX < 70 ? null : (
              <text x={beforeX + 4} y={46}>
                {situation.marginHours}&nbsp;h margin
              </text>
            )}
          </>
        )}
        {signX === null ? null : (
          <>
            <rect className={styles.taint} x={signX} y={34} width={Math.max(0, noticedX - signX)} height={42} />
            {noticedX - signX < 50 ? null : (
              <text className={styles.red} x={signX + 4} y={46}>
                suspect
              </text>
            )}
          </>
        )}
        <path className={styles.axis} d={`M8 76.5H${width - 8}`} />
        {drawing.ticks.map(({ x, at }) => (
          <g key={at}>
            <path className={styles.tick} d={`M${x} 76v6`} />
            <text x={x} y={94} textAnchor={x < 40 ? 'start' : x > width - 40 ? 'end' : 'middle'}>
              {tickWords(when(at))}
            </text>
          </g>
        ))}
        {signX === null ? null : (
          <>
            <path className={styles.event} d={`M${signX} ${isCrowded ? 34 : 24}V76`} />
            <text className={styles.red} x={signX} y={17} textAnchor={signX < 120 ? 'start' : 'end'}>
              First sign, {tickWords(when(Date.parse(situation.firstSignAt ?? '')))}
            </text>
          </>
        )}
        <path className={styles.event} d={`M${noticedX} 34V76`} strokeDasharray="3 2" />
        <text x={width - 8} y={isCrowded ? 29 : 17} textAnchor="end">
          Noticed {when(noticed).slice(-5)}
        </text>
        {drawing.marks.map((mark) => (
          <g key={mark.id}>
            <path
              className={classNames(styles.mark, mark.chosen && styles.chosen)}
              d={`M${mark.x} ${mark.chosen ? 52 : 55}l${half(mark)} ${half(mark)}-${half(mark)} ${half(mark)}-${half(mark)}-${half(mark)}z`}
            />
            {mark.labelled ? (
              <text className={mark.chosen ? styles.strong : undefined} {...labelOf(mark, signX, width)}>
                {tickWords(when(mark.at))}
              </text>
            ) : null}
          </g>
        ))}
        <path className={styles.brace} d={`M${chosenX} 101v5H${noticedX}v-5`} />
        <text className={styles.strong} x={Math.min(width - 80, Math.max(80, (chosenX + noticedX) / 2))} y={117} textAnchor="middle">
          {lost}
        </text>
      </svg>
    </div>
  );
}

/** A mark and its words, px. */
const LABEL_ROOM = 72;

const half = ({ chosen }: { readonly chosen: boolean }): number => (chosen ? 9.5 : 6.5);

/** Where the words of a mark stand: above the chosen one, else beside it, on the side where nothing is in the way. */
function labelOf({ x, chosen }: { readonly x: number; readonly chosen: boolean }, signX: number | null, width: number) {
  if (chosen) return { x, y: 46, textAnchor: x < 50 ? 'start' : x > width - 50 ? 'end' : 'middle' } as const;
  const isBlocked = x + LABEL_ROOM > width || (signX !== null && signX > x && signX < x + LABEL_ROOM);
  return { x: isBlocked ? x - 11 : x + 11, y: 65, textAnchor: isBlocked ? 'end' : 'start' } as const;
}

/** "Fri 14:30" of "Fri 20 Nov 14:30": the days stand beside each other. */
function tickWords(instant: string): string {
  const [day, date, month, time] = instant.split(' ');
  return time === '00:00' ? `${day} ${date} ${month}` : `${day} ${time}`;
}

function sentence(situation: Situation, chosen: Candidate, lost: string, when: (at: number) => string): string {
  const sign = situation.firstSignAt === null ? '' : ` First sign ${when(Date.parse(situation.firstSignAt))}.`;
  return `The chosen backup is of ${when(Date.parse(chosen.backup.startedAt))}.${sign} Noticed ${when(Date.parse(situation.noticedAt))}: ${lost}.`;
}
