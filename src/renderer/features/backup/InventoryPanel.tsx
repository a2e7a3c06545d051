import { useState } from 'react';
import type { DumpInventory } from './dump-inventories.ts';
import { TextButton } from '../../design/Button.tsx';
import { TextField } from '../../design/Field.tsx';
import { Panel } from '../../design/Panel.tsx';
import { NumberCell, Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { countWord, formatCount, totalRows } from './backup-words.ts';
import styles from './backup.module.css';

/** Tables shown before somebody asks for all. */
const LARGEST = 5;
/** More tables than this get a field to find one. */
const MANY = 20;

interface TableRow {
  readonly key: string;
  readonly name: string;
  readonly database: string;
  readonly rows: number | null;
  readonly weak: boolean;
}

/** What the dumps hold: counts, the largest tables, and all of them on request. */
export function InventoryPanel({ artifacts }: { readonly artifacts: readonly DumpInventory[] }) {
  const [showsAll, setShowsAll] = useState(false);
  const rows = artifacts.flatMap(tableRows);
  const several = artifacts.length > 1;
  const largest = [...rows].sort((a, b) => (b.rows ?? -1) - (a.rows ?? -1) || a.name.localeCompare(b.name, 'en')).slice(0, LARGEST);
  return (
    <Panel
      title="Dump inventory"
      flush
      foot={
        <>
          {rows.length > LARGEST ? (
            <>
              <TextButton onClick={() => setShowsAll((shown) => !shown)}>
                {showsAll ? 'The largest tables only' : `All ${countWord(rows.length, 'table', 'tables')}`}
              </TextButton>
              {' · '}
            </>
          ) : null}
          counted in the dump itself
        </>
      }
    >
      <Table caption="What each dump holds" tight minWidth="m">
        <thead>
          <tr>
            <th scope="col">Database</th>
            <NumberCell head>Tables</NumberCell>
            <NumberCell head>Rows</NumberCell>
            <NumberCell head>Views</NumberCell>
            <NumberCell head>Routines</NumberCell>
            <NumberCell head>Triggers</NumberCell>
            <NumberCell head>Events</NumberCell>
          </tr>
        </thead>
        <tbody>
          {artifacts.map((artifact) => (
            <Counts key={artifact.id} artifact={artifact} />
          ))}
        </tbody>
      </Table>
      {rows.length === 0 ? (
        <p className={styles.padded}>The dump holds no table.</p>
      ) : showsAll ? (
        <AllTables rows={rows} several={several} />
      ) : (
        <Tables caption={rows.length > LARGEST ? 'Largest tables' : 'Tables'} rows={largest} several={several} />
      )}
      {showsAll ? <Objects artifacts={artifacts} /> : null}
    </Panel>
  );
}

function tableRows({ id, database, inventory, nonTransactionalTables }: DumpInventory): readonly TableRow[] {
  const weak = new Set(nonTransactionalTables);
  return inventory.tables.map(({ name, rows }) => ({ key: `${id} ${name}`, name, database, rows, weak: weak.has(name) }));
}

function Counts({ artifact }: { readonly artifact: DumpInventory }) {
  const { inventory, kind } = artifact;
  const rows = totalRows(artifact);
  return (
    <tr>
      <th scope="row" className={text.anywhere}>
        {artifact.database}
      </th>
      <NumberCell>{formatCount(inventory.tables.length)}</NumberCell>
      <NumberCell>{kind === 'structure' || rows === null ? <span className={text.dim}>no data</span> : formatCount(rows)}</NumberCell>
      <NumberCell>{formatCount(inventory.views.length)}</NumberCell>
      <NumberCell>{formatCount(inventory.routines.length)}</NumberCell>
      <NumberCell>{formatCount(inventory.triggers.length)}</NumberCell>
      <NumberCell>{formatCount(inventory.events.length)}</NumberCell>
    </tr>
  );
}

interface TablesProps {
  readonly rows: readonly TableRow[];
  readonly several: boolean;
}

function Tables({ caption, rows, several }: TablesProps & { readonly caption: string }) {
  return (
    <div className={styles.sub}>
      <Table caption={caption} tight minWidth="none">
        <thead>
          <tr>
            <th scope="col">{caption}</th>
            {several ? <th scope="col">Database</th> : null}
            <NumberCell head>Rows</NumberCell>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row" className={text.anywhere}>
                {row.name}
                {row.weak ? <span className={text.second}>no transactions</span> : null}
              </th>
              {several ? <td className={`${text.soft} ${text.anywhere}`}>{row.database}</td> : null}
              <NumberCell>{row.rows === null ? <span className={text.dim}>no data</span> : formatCount(row.rows)}</NumberCell>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function AllTables({ rows, several }: TablesProps) {
  const [words, setWords] = useState('');
  const shown = rows.filter(({ name }) => name.toLowerCase().includes(words.trim().toLowerCase()));
  return (
    <>
      {rows.length > MANY ? (
        <div className={styles.padded}>
          <TextField label="Find a table" mono value={words} onChange={setWords} />
        </div>
      ) : null}
      <div className={styles.tall}>
        {shown.length === 0 ? (
          <p className={styles.padded}>No table has these letters.</p>
        ) : (
          <Tables caption="All tables by name" rows={shown} several={several} />
        )}
      </div>
    </>
  );
}

/** Views, routines, triggers and events by name. */
function Objects({ artifacts }: { readonly artifacts: readonly DumpInventory[] }) {
  const groups = artifacts.flatMap(({ id, database, inventory }) =>
    (['views', 'routines', 'triggers', 'events'] as const)
      .map((kind) => ({ key: `${id} ${kind}`, label: `${OBJECT_WORDS[kind]} of ${database}`, names: inventory[kind] }))
      .filter(({ names }) => names.length > 0),
  );
  if (groups.length === 0) return null;
  return (
    <dl className={styles.objects}>
      {groups.map(({ key, label, names }) => (
        <div key={key}>
          <dt>{label}</dt>
          <dd>{names.join(', ')}</dd>
        </div>
      ))}
    </dl>
  );
}

const OBJECT_WORDS = { views: 'Views', routines: 'Routines', triggers: 'Triggers', events: 'Events' } as const;
