import { branchNode } from '../../../shared/model/decision-tree.ts';
import type { AfterCareTask } from '../../../shared/model/incident.ts';
import type { Instant } from '../../../shared/model/instant.ts';
import type { Profile } from '../../../shared/model/site.ts';
import { Branch } from '../../../shared/model/situation.ts';
import { GUIDES } from './guides.ts';

/** What decides which tasks a restore leaves behind. */
export interface AfterCareFacts {
  readonly profile: Profile;
  /** Rows kept in a side database, to be put back by choice. */
  readonly sideRows: number;
  /** Old data still lies beside the live data, so undo is armed. */
  readonly undoArmed: boolean;
  /** Statements that give accounts their rights on routines back, which the account of the site may not run. */
  readonly rights: readonly string[];
}

interface Template {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  readonly afterHours: number;
  readonly automatic?: true;
  readonly branches: readonly Branch[] | 'all';
  readonly when?: (facts: AfterCareFacts) => boolean;
}

const KEY_HINT: Readonly<Record<Profile, string>> = {
  laravel:
    'A new APP_KEY signs everybody out and makes columns that were encrypted with the old one unreadable. Decrypt them first, or keep the old key in APP_PREVIOUS_KEYS where the Laravel version knows it (11 and newer).',
  django:
    'A new SECRET_KEY signs everybody out and voids links for new passwords. Keep the old one in SECRET_KEY_FALLBACKS (Django 4.1 and newer) for a while only when nobody else has it.',
  plain: 'Replace the keys the site signs and encrypts with. What was encrypted with an old one has to be decrypted first.',
};

/** What a runbook leaves to a person comes again, with a time. */
const GUIDED: readonly Template[] = GUIDES.flatMap(({ id, title, hint, dueAfterHours, runbook }) => {
  if (dueAfterHours === null) return [];
  return [
    { id, title, hint, afterHours: dueAfterHours, branches: Branch.options.filter((branch) => branchNode(branch).runbook === runbook) },
  ];
});

const TEMPLATES: readonly Template[] = [
  ...GUIDED,
  {
    id: 'backup-after',
    title: 'Back up the restored site',
    hint: 'Holdfast takes this backup by itself: the first one of the new state.',
    afterHours: 0,
    automatic: true,
    branches: 'all',
  },
  {
    id: 'database-password',
    title: 'Change the password of the database',
    hint: 'Change it at the host, then in the settings file of the site, and clear the cached settings. Whoever read the settings file knows the old one.',
    afterHours: 2,
    branches: ['hacked'],
  },
  { id: 'application-key', title: 'Replace the application key', hint: '', afterHours: 6, branches: ['hacked'] },
  {
    id: 'admin-sessions',
    title: 'Sign everybody out and give the administrators new passwords',
    hint: 'Empty the sessions, then look through the accounts with rights and remove those nobody knows.',
    afterHours: 2,
    branches: ['hacked'],
  },
  {
    id: 'api-keys',
    title: 'Replace the keys of payment, mail and other services',
    hint: 'All that stood in the settings file counts as read: payment, mail, storage, maps. Make the new key first, then revoke the old one.',
    afterHours: 6,
    branches: ['hacked'],
  },
  {
    id: 'server-access',
    title: 'Replace SSH keys and passwords of the server',
    hint: 'Look through authorized_keys, the crontab and the accounts of the host, and remove what nobody knows.',
    afterHours: 6,
    branches: ['hacked'],
  },
  {
    id: 'redeploy-code',
    title: 'Deploy the code again from its repository',
    hint: 'Code is in no backup. Deploy into an empty folder, so that no file an intruder left stays.',
    afterHours: 4,
    branches: ['hacked'],
  },
  {
    id: 'find-the-way-in',
    title: 'Find and close the way in',
    hint: 'The evidence of this incident shows when and where it began. Until it is closed it can happen again.',
    afterHours: 24,
    branches: ['hacked'],
  },
  {
    id: 'deploy-old-code',
    title: 'Make sure that the code of before the update runs',
    hint: 'The database is as it was before the update: newer code may expect columns it does not have.',
    afterHours: 1,
    branches: ['update-failed'],
  },
  {
    id: 'routine-rights',
    title: 'Give accounts their rights on procedures and functions back',
    hint: '',
    afterHours: 1,
    branches: 'all',
    when: ({ rights }) => rights.length > 0,
  },
  {
    id: 'side-rows',
    title: 'Decide on the rows that were kept aside',
    hint: 'They were newer than the backup. Put back those you need; the rest stays in its file.',
    afterHours: 4,
    branches: 'all',
    when: ({ sideRows }) => sideRows > 0,
  },
  {
    id: 'watch-4',
    title: 'Look at the site: orders, sign-in, pictures',
    hint: 'Go through what visitors do most, and look at the error log.',
    afterHours: 4,
    branches: 'all',
  },
  {
    id: 'watch-24',
    title: 'Look at the site again after a day',
    hint: 'Error log, new accounts, changed files, and the backup of the night.',
    afterHours: 24,
    branches: 'all',
  },
  {
    id: 'watch-48',
    title: 'Look at the site once more after two days',
    hint: 'The same look as after a day. When nothing is new, the incident can be closed.',
    afterHours: 48,
    branches: ['hacked', 'data-damaged', 'update-failed', 'server-gone'],
  },
  {
    id: 'let-go',
    title: 'Let go of the old data',
    hint: 'It still lies beside the live data so that the restore can be undone. Let it go when you are sure, and the space is free again.',
    afterHours: 72,
    branches: 'all',
    when: ({ undoArmed }) => undoArmed,
  },
];

/** Of tasks whose hint depends on the site. */
function hintOf(id: string, { profile, rights }: AfterCareFacts): string | null {
  if (id === 'application-key') return KEY_HINT[profile];
  return id === 'routine-rights'
    ? `They went with routines that were made again, and the account of the site may not give them. Run as an administrator of the database: ${rights.map((line) => `${line};`).join(' ')}`
    : null;
}

/** What is left to do after a restore, by when it is due. A drill leaves nothing. */
export function afterCareTasks(branch: Branch, restoredAt: Instant, facts: AfterCareFacts): readonly AfterCareTask[] {
  if (branch === 'practice') return [];
  return TEMPLATES.filter(({ branches, when }) => (branches === 'all' || branches.includes(branch)) && (when?.(facts) ?? true))
    .toSorted((a, b) => a.afterHours - b.afterHours)
    .map(({ id, title, hint, afterHours, automatic }) => ({
      id,
      title,
      hint: hintOf(id, facts) ?? hint,
      dueAt: new Date(Date.parse(restoredAt) + afterHours * 3_600_000).toISOString(),
      automatic: automatic ?? false,
      doneAt: null,
      note: '',
    }));
}
