import { CircleCheck, CircleDashed, OctagonX, RotateCw, TriangleAlert } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { SiteVerdict } from '../../shared/model/fleet.ts';
import type { JobState } from '../../shared/model/job.ts';
import { classNames } from './class-names.ts';
import { Icon } from './Icon.tsx';
import styles from './Status.module.css';
import type { Tone, ToneWord } from './tone.ts';
import { VisuallyHidden } from './VisuallyHidden.tsx';

export type { Tone };

const GLYPHS: Readonly<Record<Tone, LucideIcon>> = {
  ok: CircleCheck,
  warn: TriangleAlert,
  crit: OctagonX,
  run: RotateCw,
  mute: CircleDashed,
};

export function toneGlyph(tone: Tone): LucideIcon {
  return GLYPHS[tone];
}

interface StatusProps {
  readonly tone: Tone;
  readonly children: ReactNode;
  /** The word is only for those who listen: where the room is for the icon alone and the name stands beside it. */
  readonly iconOnly?: boolean;
  readonly size?: 12 | 14 | 16;
}

/** Icon and word, always both. */
export function Status({ tone, children, iconOnly = false, size = 14 }: StatusProps) {
  return (
    <span className={classNames(styles.status, styles[tone], iconOnly && styles.alone)}>
      <Icon glyph={GLYPHS[tone]} size={size} />
      {iconOnly ? <VisuallyHidden>{children}</VisuallyHidden> : children}
    </span>
  );
}

const VERDICTS: Readonly<Record<SiteVerdict, ToneWord>> = {
  protected: { tone: 'ok', word: 'Protected' },
  'at-risk': { tone: 'warn', word: 'At risk' },
  critical: { tone: 'crit', word: 'Critical' },
  'no-backup': { tone: 'crit', word: 'No backup' },
};

export function verdictWord(verdict: SiteVerdict): ToneWord {
  return VERDICTS[verdict];
}

export function Verdict({ verdict, iconOnly = false }: { readonly verdict: SiteVerdict; readonly iconOnly?: boolean }) {
  const { tone, word } = VERDICTS[verdict];
  return (
    <Status tone={tone} iconOnly={iconOnly}>
      {word}
    </Status>
  );
}

const JOB_STATES: Readonly<Record<JobState, ToneWord>> = {
  queued: { tone: 'mute', word: 'Waiting' },
  running: { tone: 'run', word: 'Running' },
  succeeded: { tone: 'ok', word: 'Succeeded' },
  warning: { tone: 'warn', word: 'Incomplete' },
  failed: { tone: 'crit', word: 'Failed' },
  cancelled: { tone: 'mute', word: 'Cancelled' },
  paused: { tone: 'mute', word: 'Paused' },
  interrupted: { tone: 'warn', word: 'Interrupted' },
};

export function jobStateWord(state: JobState): ToneWord {
  return JOB_STATES[state];
}

export function JobStateWord({ state }: { readonly state: JobState }) {
  const { tone, word } = JOB_STATES[state];
  return <Status tone={tone}>{word}</Status>;
}
