import type { RestoreCheck } from '../../../shared/model/restore.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import type { DatabaseWork } from '../../restore/database/database-work.ts';
import { withSession } from '../../restore/database/swap/sign-in.ts';
import { workSchemas } from '../../restore/database/schema-names.ts';
import type { Journal } from '../../restore/engine/journal.ts';
import { compareSchema } from '../../restore/import/compare-schema.ts';
import { mediaAfterChecks } from '../../restore/media/after-switch.ts';
import type { RestoreStep, StepContext } from '../../restore/step.ts';
import { lookAtKept } from './note-kept.ts';
import type { RestoreWorks } from './restore-works.ts';

/** Looks at what is live after the switch, and writes down what an undo would need and which rows were kept aside. */
export function verifyStep({ databases, media }: Pick<RestoreWorks, 'databases' | 'media'>, journal: Journal): RestoreStep {
  return {
    plan: {
      id: 'verify',
      kind: 'compare',
      title: 'Look at what is live now',
      commands: databases.map(({ database }) => `SELECT COUNT(*) FROM ${database}.*`),
      changes: 'Nothing.',
      undo: 'Nothing has to be undone.',
      touchesLive: false,
      estimatedMs: null,
    },
    async run(context) {
      const contextOfStep = (id: string) => ({ ...context, memo: () => context.memoOf(id) });
      const { keeps, bytes, sideRows } = await lookAtKept({ databases, media }, context, contextOfStep);
      // Before the checks: what they stumble over takes neither the undo nor the rows away.
      journal.change({ sideRows: [...sideRows], undo: { state: 'armed', keeps: [...keeps], bytes } });
      if (keeps.length > 0) context.say(`Kept for the undo: ${keeps.join(', ')}${bytes === null ? '' : `, ${formatBytes(bytes)}`}`);
      const checks: RestoreCheck[] = [];
      for (const work of databases)
        if (!isKeptAside(work)) checks.push(...(await withSession(work, context, (session) => databaseChecks(work, session, context))));
      for (const work of media) checks.push(...(await mediaAfterChecks(work, contextOfStep(`switch:${work.artifact.id}`))));
      journal.change({ checks });
      const wrong = checks.filter(({ ok }) => !ok);
      return wrong.length === 0
        ? undefined
        : wrong.map(({ label, expected, found }) => `${label}: ${found} instead of ${expected}.`).join(' ');
    },
  };
}

/** Nothing of it is live. */
function isKeptAside({ choice }: DatabaseWork): boolean {
  return choice.tables?.every(({ action }) => action === 'keep-aside') ?? false;
}

/** Merged tables hold more than the backup does. */
async function databaseChecks(
  work: DatabaseWork,
  session: Parameters<typeof compareSchema>[0],
  { job }: StepContext,
): Promise<readonly RestoreCheck[]> {
  const { live, aside } = workSchemas(work);
  const tables = work.choice.tables?.filter(({ action }) => action === 'replace').map(({ name }) => name) ?? null;
  if (tables?.length === 0) return [];
  const schema = work.method === 'switch-env' ? aside : live;
  const { content } = work.choice;
  const compared = await compareSchema(session, schema, work.artifact.inventory, { tables, content, signal: job.signal });
  const named =
    tables === null ? `${work.database}: tables, rows, views, routines, triggers, events` : `${work.database}: ${tables.join(', ')}`;
  const shown = compared.differences.slice(0, 5).join('; ');
  return [
    {
      label: named,
      expected: 'as in the backup',
      found:
        shown === ''
          ? `${compared.tables.toLocaleString('en-US')} tables, ${compared.rows.toLocaleString('en-US')} rows, as in the backup`
          : shown,
      ok: compared.differences.length === 0,
    },
  ];
}
