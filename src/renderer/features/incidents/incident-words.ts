import type { LucideIcon } from 'lucide-react';
import { Footprints, Gavel, ListChecks, NotebookPen, Siren, Terminal, TriangleAlert } from 'lucide-react';
import { branchNode } from '../../../shared/model/decision-tree.ts';
import type { IncidentEvent, IncidentSummary } from '../../../shared/model/incident.ts';

const KINDS: Readonly<Record<IncidentEvent['kind'], { readonly icon: LucideIcon; readonly word: string }>> = {
  sign: { icon: Siren, word: 'Sign' },
  decision: { icon: Gavel, word: 'Decision' },
  step: { icon: Footprints, word: 'Step' },
  command: { icon: Terminal, word: 'Command' },
  problem: { icon: TriangleAlert, word: 'Problem' },
  task: { icon: ListChecks, word: 'Task' },
  note: { icon: NotebookPen, word: 'Note' },
};

export function eventKind(kind: IncidentEvent['kind']): { readonly icon: LucideIcon; readonly word: string } {
  return KINDS[kind];
}

/** The first answer; what stands there before it was given. */
export function whatHappened(branch: IncidentSummary['branch']): string {
  return branch === null ? 'not said yet' : branchNode(branch).title;
}
