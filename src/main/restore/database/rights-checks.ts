import type { PlanCheck } from '../../../shared/model/restore.ts';
import type { DatabaseWork } from './database-work.ts';
import { check } from './fix-up-checks.ts';
import type { ImportOutlook } from './import-checks.ts';
import { grantLine } from './swap/routine-rights.ts';

/** Rights on single routines: the server drops them with a routine that is made again. Pure. */
export function rightsChecks(
  label: string,
  work: DatabaseWork,
  { rights, facts }: Pick<ImportOutlook, 'rights' | 'facts'>,
): readonly PlanCheck[] {
  const { choice, method, artifact, database } = work;
  if (choice.tables !== null || choice.content === 'data' || method === 'switch-env') return [];
  if (rights === null)
    return artifact.inventory.routines.length === 0
      ? []
      : [
          check(
            'routine-rights',
            label,
            'cannot be seen by this account',
            'attention',
            'Rights of other accounts on a routine that the restore makes again are lost with it. An administrator sees them in mysql.procs_priv.',
          ),
        ];
  const others = rights.filter(({ user, host }) => `${user}@${host}` !== facts.currentUser);
  if (others.length === 0) return [];
  const lines = others.map((right) => `${grantLine(database, right)};`).join(' ');
  return [
    check(
      'routine-rights',
      label,
      `${others.length}`,
      'attention',
      `They go with a routine that is made again, and are given back afterwards where this account may do that. Where it may not, an administrator gives them: ${lines}`,
    ),
  ];
}
