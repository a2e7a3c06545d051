import type { Proof, ProofLevel } from '../../shared/model/backup.ts';
import { classNames } from './class-names.ts';
import styles from './ProofLadder.module.css';

const LEVELS = ['present', 'intact', 'sound', 'proven'] as const satisfies readonly ProofLevel[];

const STEP = 5;

/** Height of a rung: reached, not reached, or the place where a check failed. */
function Rung({ index, state }: { readonly index: number; readonly state: 'on' | 'off' | 'cut' }) {
  const x = index * STEP;
  switch (state) {
    case 'on':
      return <rect className={styles.on} x={x} y={0} width={3.5} height={12} rx={1} />;
    case 'off':
      return <rect className={styles.off} x={x} y={8} width={3.5} height={4} rx={1} />;
    case 'cut':
      return <path className={styles.cut} d={`m${x} 4 4 6m0-6-4 6`} />;
  }
}

interface ProofLadderProps {
  /** Of the newest copy; null when there is no copy yet. */
  readonly proof: Proof | null;
  readonly large?: boolean;
}

/** The ladder of a copy whose whole proof is known. */
export function ProofLadder({ proof, large = false }: ProofLadderProps) {
  return <LevelLadder level={proof?.level ?? null} failedStep={proof?.failure?.step ?? null} explanation={explain(proof)} large={large} />;
}

interface LevelLadderProps {
  /** Null: no copy yet. */
  readonly level: ProofLevel | null;
  /** The level that was being shown when the check failed; null while nothing failed. */
  readonly failedStep: ProofLevel | null;
  readonly explanation?: string;
  readonly large?: boolean;
}

/** Four rungs: present, intact, sound, proven. Height and a word say it, colour only repeats it. */
export function LevelLadder({ level, failedStep, explanation, large = false }: LevelLadderProps) {
  const failedAt = level === null || failedStep === null ? -1 : LEVELS.indexOf(failedStep);
  const reached = level === null ? 0 : failedAt >= 0 ? failedAt : LEVELS.indexOf(level) + 1;
  const word = level === null ? 'no copy yet' : failedAt >= 0 ? 'failed' : level;
  return (
    <span
      className={classNames(
        styles.proof,
        large && styles.large,
        level === null && styles.none,
        failedAt >= 0 && styles.failed,
        reached === 1 && styles.first,
      )}
      title={explanation ?? (level === null ? 'no copy yet' : `${level}: ${LEVEL_MEANING[level]}`)}
    >
      <svg className={styles.ladder} viewBox="0 0 19 12" aria-hidden="true">
        {LEVELS.map((level, index) => (
          <Rung key={level} index={index} state={index === failedAt ? 'cut' : index < reached ? 'on' : 'off'} />
        ))}
      </svg>
      {word}
    </span>
  );
}

/** What a level means, for tooltips and legends. */
export const LEVEL_MEANING: Readonly<Record<ProofLevel, string>> = {
  present: 'the files exist, size as expected',
  intact: 'every byte re-read, SHA-256 equal',
  sound: 'structure and inventory checked',
  proven: 'restored in a drill, counts equal',
};

function explain(proof: Proof | null): string {
  if (proof === null) return 'no copy yet';
  if (proof.failure !== null) return `the check for ${proof.failure.step} failed: ${proof.failure.text}`;
  return `${proof.level}: ${LEVEL_MEANING[proof.level]}`;
}

/** Later is better; a copy whose check failed is worth less than none that was only written. */
function worth(proof: Proof): number {
  return proof.failure === null ? LEVELS.indexOf(proof.level) : -1;
}

/** The copy that shows most; one whose check failed only where no other is there. Null: no copy. */
export function bestProof(proofs: readonly Proof[]): Proof | null {
  return [...proofs].sort((a, b) => worth(b) - worth(a))[0] ?? null;
}

/** When the level that counts was last shown. */
export function provedAt(proof: Proof): string {
  if (proof.failure !== null) return proof.failure.at;
  switch (proof.level) {
    case 'present':
      return proof.presentAt;
    case 'intact':
      return proof.intactAt ?? proof.presentAt;
    case 'sound':
      return proof.soundAt ?? proof.intactAt ?? proof.presentAt;
    case 'proven':
      return proof.provenAt ?? proof.soundAt ?? proof.presentAt;
  }
}
