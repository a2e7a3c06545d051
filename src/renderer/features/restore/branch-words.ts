import type { LucideIcon } from 'lucide-react';
import { Bug, Eraser, FlaskConical, Image, ServerOff, Table2, Wrench } from 'lucide-react';
import type { Branch } from '../../../shared/model/situation.ts';

export interface BranchWords {
  readonly branch: Branch;
  readonly icon: LucideIcon;
  readonly label: string;
  readonly second: string;
  /** Questions whose answer changes the result on this branch. */
  readonly asks: readonly ('when' | 'margin' | 'tables' | 'paths' | 'writing')[];
  /** Whether visitors can still make it worse. */
  readonly maintenanceFirst: boolean;
  /** What the next button says. */
  readonly next: string;
  /** Where the answer leads, in order. */
  readonly leads: readonly { readonly title: string; readonly second: string }[];
}

const ASIDE = { title: 'Restore aside, compare, switch', second: 'the live site changes last' } as const;
const SAFETY = { title: 'Safety copy', second: 'of the site as it is now' } as const;
const CHECK = { title: 'Check the site', second: 'addresses and your own checks' } as const;

/** In the order of the keys 1 to 7. */
export const BRANCHES: readonly BranchWords[] = [
  {
    branch: 'data-damaged',
    icon: Eraser,
    label: 'Data deleted or corrupted today',
    second: 'The newest backup from before the damage. What changed since is compared first.',
    asks: ['when', 'writing', 'tables'],
    maintenanceFirst: true,
    next: 'Find a backup',
    leads: [
      { title: 'Newest backup before it', second: 'from before the damage' },
      SAFETY,
      ASIDE,
      CHECK,
      { title: 'Put back newer rows', second: 'the ones you choose' },
    ],
  },
  {
    branch: 'hacked',
    icon: Bug,
    label: 'The site was hacked',
    second: 'A backup from before the first suspicious event, read from a copy off the server.',
    asks: ['when', 'margin'],
    maintenanceFirst: true,
    next: 'Find a clean backup',
    leads: [
      { title: 'Backup from before it', second: 'first sign less a margin' },
      { title: 'Safety copy', second: 'held as evidence' },
      ASIDE,
      { title: 'New passwords and keys', second: 'today' },
      { title: 'Watch', second: '24 to 48 h' },
    ],
  },
  {
    branch: 'table-dropped',
    icon: Table2,
    label: 'A table was dropped',
    second: 'Only that table, from the newest backup that has it. Everything else stays.',
    asks: ['tables', 'writing'],
    maintenanceFirst: false,
    next: 'Find a backup',
    leads: [
      { title: 'Newest backup that has it', second: 'cut out of the dump' },
      { title: 'Import beside it', second: 'rows compared by key' },
      { title: 'Replace, add or keep aside', second: 'for each table' },
      CHECK,
    ],
  },
  {
    branch: 'update-failed',
    icon: Wrench,
    label: 'An update went wrong',
    second: 'The checkpoint taken before the update: database and media. The code comes from your repository.',
    asks: ['when', 'writing'],
    maintenanceFirst: true,
    next: 'Find the checkpoint',
    leads: [
      { title: 'Checkpoint before the update', second: 'or the newest backup' },
      SAFETY,
      ASIDE,
      { title: 'Old code', second: 'from your repository' },
      CHECK,
    ],
  },
  {
    branch: 'media-broken',
    icon: Image,
    label: 'Media files are missing or broken',
    second: 'Only the missing or different files. The database is not touched.',
    asks: ['paths'],
    maintenanceFirst: false,
    next: 'Find a backup',
    leads: [
      { title: 'Newest backup with media', second: 'files compared' },
      { title: 'Send what differs', second: 'the others stay' },
      { title: 'Move aside, put back', second: 'nothing is thrown away' },
    ],
  },
  {
    branch: 'server-gone',
    icon: ServerOff,
    label: 'The server is gone',
    second: 'A new server from a copy on this computer, on a drive or in S3.',
    asks: [],
    maintenanceFirst: false,
    next: 'Find a backup',
    leads: [
      { title: 'New server', second: 'add it, with its site' },
      { title: 'Code and settings', second: 'repository, sealed .env' },
      { title: 'Database and media', second: 'restored by Holdfast' },
      { title: 'Cron, DNS, certificate', second: 'a guided list' },
    ],
  },
  {
    branch: 'practice',
    icon: FlaskConical,
    label: 'Nothing: this is practice',
    second: 'A test restore into a database server of its own. The live site is never touched.',
    asks: [],
    maintenanceFirst: false,
    next: 'Practise in a drill',
    leads: [
      { title: 'Newest backup', second: 'from the nearest place' },
      { title: 'Test restore', second: 'timed, compared' },
      { title: 'Proof', second: 'the copy counts as proven' },
    ],
  },
];

export function branchWords(branch: Branch): BranchWords {
  const found = BRANCHES.find((entry) => entry.branch === branch);
  if (found === undefined) throw new Error(`no words for ${branch}`);
  return found;
}
