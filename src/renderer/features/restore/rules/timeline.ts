export interface TimelineInput {
  readonly backups: readonly { readonly id: string; readonly at: number }[];
  readonly chosen: number;
  readonly chosenId: string;
  /** Null: not known, or not asked. */
  readonly firstSign: number | null;
  /** The backup should be from before this. */
  readonly before: number | null;
  readonly noticed: number;
  /** Px. */
  readonly width: number;
}

export interface TimelineDrawing {
  readonly marks: readonly {
    readonly id: string;
    readonly x: number;
    readonly at: number;
    readonly chosen: boolean;
    readonly labelled: boolean;
  }[];
  readonly ticks: readonly { readonly x: number; readonly at: number }[];
  readonly chosenX: number;
  readonly signX: number | null;
  readonly beforeX: number | null;
  readonly noticedX: number;
}

/** As wide as it is before it was measured, px. */
export const USUAL_WIDTH = 600;
const EDGE = 12;
/** Room for "Fri 20 Nov 14:30", px. */
const LABEL = 92;
/** Room for a tick with its words, px. */
const TICK = 76;

const HOUR = 3_600_000;
const STEPS = [1, 2, 3, 6, 12, 24, 48, 24 * 7, 24 * 14, 24 * 30, 24 * 90].map((hours) => hours * HOUR);

/** From somewhat before the chosen backup to when it was noticed. Backups before that are left out: they are in the list below. */
export function drawTimeline({ backups, chosen, chosenId, firstSign, before, noticed, width }: TimelineInput): TimelineDrawing {
  const earliest = Math.min(chosen, firstSign ?? chosen, before ?? chosen);
  const span = Math.max(noticed - earliest, HOUR);
  const start = earliest - span * 0.15;
  const x = (at: number) => round(EDGE + ((at - start) / (noticed - start)) * (width - 2 * EDGE));
  const inside = backups.filter(({ at }) => at >= start && at <= noticed).toSorted((a, b) => a.at - b.at);
  const taken: number[] = [x(chosen)];
  const marks = inside.map(({ id, at }) => {
    const place = x(at);
    const isChosen = id === chosenId;
    const labelled = isChosen || taken.every((other) => Math.abs(other - place) > LABEL);
    if (labelled && !isChosen) taken.push(place);
    return { id, x: place, at, chosen: isChosen, labelled };
  });
  return {
    marks,
    ticks: ticksOf(start, noticed, Math.min(5, Math.max(2, Math.floor(width / TICK)))).map((at) => ({ x: x(at), at })),
    chosenX: x(chosen),
    signX: firstSign === null ? null : x(firstSign),
    beforeX: before === null ? null : x(before),
    noticedX: x(noticed),
  };
}

/** Not more than there is room for, on whole hours or days of this computer's own time. */
function ticksOf(start: number, end: number, most: number): readonly number[] {
  const step = STEPS.find((candidate) => (end - start) / candidate <= most) ?? (end - start) / most;
  const first = new Date(start);
  first.setHours(0, 0, 0, 0);
  const ticks: number[] = [];
  for (let at = first.getTime(); at <= end; at += step) if (at >= start) ticks.push(at);
  return ticks;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
