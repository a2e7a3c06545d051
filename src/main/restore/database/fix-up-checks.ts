import type { PlanCheck } from '../../../shared/model/restore.ts';
import type { FixUp } from '../import/import-request.ts';
import type { TargetFacts } from '../import/target-facts.ts';
import type { DatabaseWork } from './database-work.ts';
import type { ImportOutlook } from './import-checks.ts';

/** How the kinds of fix-ups are headed; what an id begins with decides. */
const LABELS: Readonly<Record<string, string>> = {
  definer: 'DEFINER accounts',
  collation: 'Collations',
  'sandbox-line': 'First line of the dump',
  'sql-mode': 'sql_mode',
  gtid: 'Replication',
  replication: 'Replication',
  'database-name': 'Name of the database in the dump',
  'other-schemas': 'Other databases in the dump',
  'generated-columns': 'Generated columns',
  variable: 'Settings in the dump',
};
/** Stable keys of plan checks. */
const IDS: Readonly<Record<string, string>> = { definer: 'definers', collation: 'table-collations' };
const MOST_TOLD = 6;

export function check(id: string, label: string, found: string, verdict: PlanCheck['verdict'], why: string): PlanCheck {
  return { id, label, found, verdict, why };
}

/** What will be put right while the dump streams: what its beginning shows, and what is to be expected of the rest. Pure. */
export function fixUpChecks(
  { artifact }: Pick<DatabaseWork, 'artifact'>,
  facts: TargetFacts,
  preview: ImportOutlook['preview'],
  named: (label: string) => string,
): readonly PlanCheck[] {
  const seen = preview.from === null ? [] : preview.fixUps;
  const groups = [...Map.groupBy(seen, ({ id }) => id.split(' ')[0] ?? '')];
  const checks = groups.map(([kind, fixUps]) => grouped(kind, fixUps, named(LABELS[kind] ?? 'Put right')));
  const has = (kind: string) => groups.some(([one]) => one === kind);
  const { routines, triggers, events, views } = artifact.inventory;
  const isWhole = preview.from !== null && preview.isWhole;
  if (!isWhole && !has('definer') && !facts.setsDefiners && routines.length + triggers.length + events.length + views.length > 0)
    checks.push(
      check(
        'definers',
        named('DEFINER accounts'),
        facts.currentUser,
        'fix-up',
        'Objects that run in the name of another account are made in the name of this one.',
      ),
    );
  if (!isWhole && !has('database-name') && artifact.altersDatabase === true)
    checks.push(
      check(
        'database-name',
        named('ALTER DATABASE in the dump'),
        artifact.database,
        'fix-up',
        'It is turned to the schema that is imported to.',
      ),
    );
  if (events.length > 0)
    checks.push(
      check('events', named('Events'), `${events.length}`, 'fix-up', 'They are imported switched off, and run again once they are live.'),
    );
  return checks;
}

function grouped(kind: string, fixUps: readonly FixUp[], label: string): PlanCheck {
  const told = fixUps.slice(0, MOST_TOLD).map(({ text }) => text);
  const more = fixUps.length - told.length;
  return check(
    IDS[kind] ?? kind,
    label,
    fixUps.length === 1 ? 'put right on its way' : `${fixUps.length} put right on their way`,
    'fix-up',
    [...told, ...(more > 0 ? [`${more} more are listed with the import.`] : [])].join(' '),
  );
}
