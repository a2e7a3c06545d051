import { quoteName } from '../../../sites/live-inventory.ts';
import type { RestoreStep } from '../../step.ts';
import type { DatabaseWork } from '../database-work.ts';
import { goBack } from './go-back.ts';
import { goLive } from './go-live.ts';
import { placedName, tablePlaces } from './table-places.ts';

/**
 * Brings single tables back from the schema they were imported to, each in the way that was chosen for it; all other tables keep their rows. Undo brings the
 * former state back: the tables from before, also where there was none, and of merged rows those that nobody has changed since are deleted.
 */
export function switchTablesStep(work: DatabaseWork): RestoreStep {
  const places = tablePlaces(work);
  const { live, aside, old, beside } = places;
  const named = (action: string) => (work.choice.tables ?? []).filter((one) => one.action === action).map(({ name }) => name);
  const [replaced, merged, kept] = [named('replace'), named('merge'), named('keep-aside')];
  const renames = replaced.flatMap((table) => [
    `${quoteName(live)}.${quoteName(table)} TO ${quoteName(old)}.${quoteName(table)}`,
    `${quoteName(aside)}.${quoteName(table)} TO ${quoteName(live)}.${quoteName(table)}`,
  ]);
  const changes = [
    ...(replaced.length === 0
      ? []
      : [`${listed(replaced)} ${replaced.length === 1 ? 'is' : 'are'} as in the backup; what was there lies in ${old}.`]),
    ...(merged.length === 0
      ? []
      : [`${listed(merged)} ${merged.length === 1 ? 'has' : 'have'} the rows of the backup that were missing, and every row from before.`]),
    ...(kept.length === 0
      ? []
      : [
          `${listed(kept)} can be looked at ${beside === null ? `in ${aside}` : `as ${listed(kept.map((name) => placedName(places, name)))}`}; nothing live changes by it.`,
        ]),
  ];
  return {
    plan: {
      id: `switch:${live}`,
      kind: 'switch',
      title: `Bring tables of ${live} back`,
      commands: [
        ...(renames.length === 0
          ? []
          : [`RENAME TABLE ${renames.join(', ')}   (one statement; foreign keys and triggers are made again around it)`]),
        ...merged.map(
          (table) =>
            `INSERT INTO ${quoteName(live)}.${quoteName(table)} SELECT ... FROM ${quoteName(aside)}.${quoteName(placedName(places, table))}   (rows whose primary key is missing)`,
        ),
      ],
      changes: changes.join(' '),
      undo: 'The tables from before take their places again; of the rows that were added, those unchanged since are deleted.',
      touchesLive: replaced.length + merged.length > 0,
      estimatedMs: null,
    },
    run: (context) => goLive(work, context),
    undo: (context) => goBack(work, context),
  };
}

function listed(names: readonly string[]): string {
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}
