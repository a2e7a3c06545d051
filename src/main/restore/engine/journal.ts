import type { IncidentEvent } from '../../../shared/model/incident.ts';
import type { Restore, RunStep } from '../../../shared/model/restore.ts';

/** What is written down of a restore while it runs. Durable when each of these returns, so that the next start of the app knows where it stopped. */
export interface Journal {
  restore(): Restore;
  change(change: Partial<Omit<Restore, 'id' | 'plan' | 'steps'>>): void;
  changeStep(stepId: string, change: Partial<Omit<RunStep, 'id'>>): void;
  memoOf(stepId: string): unknown;
  keepMemo(stepId: string, memo: unknown): void;
  /** A line in the timeline of the incident. */
  tell(kind: IncidentEvent['kind'], text: string, detail?: string): void;
}
