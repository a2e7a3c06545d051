import { QUESTIONS, branchNode } from '../../../shared/model/decision-tree.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import type { Situation } from '../../../shared/model/situation.ts';
import { useCall } from '../../api/use-call.ts';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { TextAreaField, linesOf } from '../../design/TextAreaField.tsx';
import { useState } from 'react';
import { NameList } from './NameList.tsx';
import { count } from './rules/restore-words.ts';

interface TablesPanelProps {
  readonly siteId: SiteId;
  readonly situation: Situation;
  readonly onChange: (situation: Situation) => void;
}

/** Which tables it is about: those that are still there to tick, a dropped one to name. */
export function TablesPanel({ siteId, situation, onChange }: TablesPanelProps) {
  const { loaded, reload } = useCall('restore.live-tables', { siteId });
  const live = loaded.state === 'ready' ? loaded.value.flatMap(({ tables }) => tables) : [];
  const named = situation.tables.filter((name) => !live.some((table) => table.name === name));
  const [typed, setTyped] = useState<string | null>(null);
  const ticked = situation.tables.filter((name) => live.some((table) => table.name === name));
  const setNames = (names: readonly string[]) => onChange({ ...situation, tables: [...new Set(names)].slice(0, 1000) });
  return (
    <Panel
      title={QUESTIONS.tables.text}
      subtitle={branchNode(situation.branch).parts.databases === 'tables' ? 'at least one' : 'none: all of them'}
    >
      <div className={layout.stack}>
        {loaded.state === 'loading' ? <LoadingLines what="the tables of the live database" lines={3} /> : null}
        {loaded.state === 'problem' ? (
          <ProblemPanel problem={loaded.problem} announce={false} actions={<Button onClick={reload}>Try again</Button>} />
        ) : null}
        {live.length === 0 ? null : (
          <NameList
            label="Tables of the live database"
            names={[...new Map(live.map((table) => [table.name, table])).values()].map(({ name, approximateRows }) => ({
              name,
              second: `about ${count(approximateRows)} rows`,
            }))}
            chosen={ticked}
            onChange={(names) => setNames([...names, ...named])}
          />
        )}
        <TextAreaField
          label="Tables that are gone"
          mono
          rows={2}
          value={typed ?? named.join('\n')}
          hint="One on each line."
          onChange={(value) => {
            setTyped(value);
            setNames([...ticked, ...linesOf(value).filter((name) => name.length <= 64)]);
          }}
        />
      </div>
    </Panel>
  );
}
