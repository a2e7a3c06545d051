import type { DatabaseKind } from '../../../shared/model/artifact.ts';
import type { BackupWarning } from '../../../shared/model/backup.ts';
import { ROUTINE_PRIVILEGES } from '../../sites/privileges.ts';
import type { DumpTool } from './dump-tool.ts';
import { MERGE_ENGINES, type LiveInventory } from '../../sites/live-inventory.ts';

/** What will be dumped, what cannot be, and with which flags. */
export interface DumpPlan {
  readonly flags: readonly string[];
  /** Everything that must be in the dump; names sorted. */
  readonly expected: {
    readonly tables: readonly string[];
    readonly views: readonly string[];
    readonly routines: readonly string[];
    readonly triggers: readonly string[];
    readonly events: readonly string[];
  };
  readonly withStructure: boolean;
  readonly withData: boolean;
  /** What a missing privilege or a broken view leaves out. Any of these makes the backup end as warning. */
  readonly warnings: readonly BackupWarning[];
}

/** A single row may be as large as the protocol allows; the program's own default stops at 24 MB. */
const MAX_PACKET = '1G';

/** Decides from the privileges, the tool's version and the kind. Pure. */
export function planDump(live: LiveInventory, tool: DumpTool, database: string, kind: DatabaseKind): DumpPlan {
  const withStructure = kind !== 'data';
  const withData = kind !== 'structure';
  const warnings: BackupWarning[] = [];
  const has = (privilege: 'SHOW VIEW' | 'TRIGGER' | 'EVENT') => live.privileges.has(privilege);

  // information_schema shows only what the user has some privilege on; without SELECT on the whole there may be more.
  if (!live.privileges.has('SELECT'))
    warnings.push(missing('SELECT', 'only tables it was given by name are in the backup, and whether there are others cannot be seen'));
  const foreign = live.tables.filter((table) => table.rowsElsewhere && !MERGE_ENGINES.has(table.engine.toLowerCase()));
  for (const { name, engine } of withData ? foreign : [])
    warnings.push({
      code: 'rows-elsewhere',
      text: `The rows of ${name} (${engine}) lie on another server or file; only its definition is kept.`,
    });
  const versioned = live.tables.filter((table) => table.versioned);
  const takeHistory = withData && versioned.length > 0 && tool.options.has('dump-history');
  if (withData && versioned.length > 0 && !takeHistory)
    warnings.push({
      code: 'history-left-out',
      text: `The dump program of the server leaves out the former states of ${names(versioned)}.`,
    });

  const unreadableRoutines = live.routines.filter((routine) => !routine.readable).map(({ name }) => name);
  const takeRoutines = withStructure && unreadableRoutines.length === 0;
  const takeTriggers = withStructure && has('TRIGGER');
  const takeEvents = withStructure && has('EVENT');
  const leftOutViews = withStructure ? live.views.filter((view) => view.broken !== null || !has('SHOW VIEW')) : [];

  if (withStructure) {
    if (!has('TRIGGER')) warnings.push(missing('TRIGGER', 'triggers are left out, and whether there are any cannot be seen'));
    if (!has('EVENT')) warnings.push(missing('EVENT', 'events are left out, and whether there are any cannot be seen'));
    if (!has('SHOW VIEW') && live.views.length > 0) warnings.push(missing('SHOW VIEW', `the views are left out: ${names(live.views)}`));
    if (!ROUTINE_PRIVILEGES.some((privilege) => live.privileges.has(privilege)))
      warnings.push(missing('EXECUTE', 'procedures and functions are left out, and whether there are any cannot be seen'));
    if (unreadableRoutines.length > 0) {
      const text = `The user may not read ${unreadableRoutines.join(', ')}: all procedures and functions are left out (${names(live.routines)}).`;
      warnings.push({ code: 'routines-unreadable', text });
    }
    for (const view of has('SHOW VIEW') ? leftOutViews : []) {
      warnings.push({
        code: 'view-broken',
        text: `The view ${view.name} is left out: the server cannot use it for this user (${view.broken}).`,
      });
    }
  }

  const leftOut = new Set(leftOutViews.map(({ name }) => name));
  const flags = [
    '--single-transaction',
    '--quick',
    '--hex-blob',
    '--default-character-set=utf8mb4',
    `--max-allowed-packet=${MAX_PACKET}`,
    '--skip-lock-tables',
    ...(tool.options.has('no-tablespaces') ? ['--no-tablespaces'] : []),
    // Only MySQL's own program knows these two. GTIDs would bind the dump to its source; the statistics query fails on older servers.
    ...(tool.options.has('set-gtid-purged') ? ['--set-gtid-purged=OFF'] : []),
    ...(tool.options.has('column-statistics') ? ['--column-statistics=0'] : []),
    ...(takeHistory ? ['--dump-history'] : []),
    ...(takeRoutines ? ['--routines'] : ['--skip-routines']),
    ...(takeTriggers ? ['--triggers'] : ['--skip-triggers']),
    ...(takeEvents ? ['--events'] : ['--skip-events']),
    ...(kind === 'structure' ? ['--no-data'] : []),
    ...(kind === 'data' ? ['--no-create-info'] : []),
    ...[...leftOut, ...live.beside].map((name) => `--ignore-table=${database}.${name}`),
  ];

  return {
    flags,
    expected: {
      tables: sorted(live.tables.map(({ name }) => name)),
      views: withStructure ? sorted(live.views.map(({ name }) => name).filter((name) => !leftOut.has(name))) : [],
      routines: sorted([...(takeRoutines ? live.routines.map(({ name }) => name) : []), ...(withStructure ? live.sequences : [])]),
      triggers: takeTriggers ? sorted(live.triggers) : [],
      events: takeEvents ? sorted(live.events) : [],
    },
    withStructure,
    withData,
    warnings,
  };
}

function missing(privilege: string, consequence: string): BackupWarning {
  return {
    code: `privilege-missing-${privilege.toLowerCase().replace(' ', '-')}`,
    text: `The database user lacks ${privilege}: ${consequence}.`,
  };
}

function names(list: readonly { readonly name: string }[]): string {
  return list.map(({ name }) => name).join(', ');
}

function sorted(list: readonly string[]): string[] {
  return [...list].sort();
}
