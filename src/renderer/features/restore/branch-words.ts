import type { LucideIcon } from 'lucide-react';
import { Bug, Eraser, FlaskConical, Image, ServerOff, Table2, Wrench } from 'lucide-react';
import type { Branch } from '../../../shared/model/situation.ts';

/** Drawing and next button of each answer; all else is in the decision tree. */
const WORDS: Readonly<Record<Branch, { readonly icon: LucideIcon; readonly next: string }>> = {
  'data-damaged': { icon: Eraser, next: 'Find a backup' },
  hacked: { icon: Bug, next: 'Find a clean backup' },
  'table-dropped': { icon: Table2, next: 'Find a backup' },
  'update-failed': { icon: Wrench, next: 'Find the checkpoint' },
  'media-broken': { icon: Image, next: 'Find a backup' },
  'server-gone': { icon: ServerOff, next: 'Find a backup' },
  practice: { icon: FlaskConical, next: 'Practise in a drill' },
};

export function branchIcon(branch: Branch): LucideIcon {
  return WORDS[branch].icon;
}

/** What the button says that leads on from this answer. */
export function nextWord(branch: Branch | null): string {
  return branch === null ? 'Find a backup' : WORDS[branch].next;
}
