import { useState } from 'react';
import type { SiteStatus } from '../../../shared/model/fleet.ts';
import type { AdoptableFile } from '../../../shared/model/source.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { AdoptableTable } from './AdoptableTable.tsx';
import styles from './adoption.module.css';
import { foundLine, takeLine } from './adoption-words.ts';

/** What the server made itself: looked at on request, chosen, pulled, checked, and kept as backups like any other. */
export function AdoptionPanel({ status }: { readonly status: SiteStatus }) {
  const { site, sources } = status;
  const list = useAction('adopt.list');
  const start = useAction('adopt.start');
  const [found, setFound] = useState<readonly AdoptableFile[] | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const look = () => {
    setChosen(new Set());
    void list.run({ siteId: site.id }).then((done) => {
      if (done !== null) setFound(done.value);
    });
  };
  const adopt = (paths: readonly string[] | null) => {
    void start.run({ siteId: site.id, paths: paths === null ? null : [...paths] }).then((job) => {
      if (job !== null) setChosen(new Set());
    });
  };
  const fresh = found?.filter(({ state }) => state === 'new') ?? [];
  return (
    <Panel
      title="Adopt what the server made"
      flush
      subtitle={found === null ? undefined : foundLine(found)}
      aside={
        <Button size="s" busy={list.busy} onClick={look}>
          {list.busy ? 'Looking' : found === null ? 'Look what is there' : 'Look again'}
        </Button>
      }
    >
      <div aria-live="polite">
        {list.busy && found === null ? <LoadingLines what="the folders on the server" lines={3} /> : null}
        {list.problem === null ? null : <ProblemPanel problem={list.problem} announce={false} />}
        {found === null && !list.busy && list.problem === null ? (
          <EmptyState title="Not looked at yet">
            {takeLine(sources)} They are pulled, opened and counted, and then stand in the table of backups like the ones made here.
          </EmptyState>
        ) : null}
        {found !== null && found.length === 0 ? (
          <EmptyState title="The folders hold no file that fits">Look at the folders and patterns of the source.</EmptyState>
        ) : null}
      </div>
      {found === null || found.length === 0 ? null : (
        <>
          <AdoptableTable files={found} chosen={chosen} onChange={setChosen} />
          <div className={styles.foot}>
            {start.problem === null ? null : <ProblemPanel problem={start.problem} />}
            <div className={layout.wrap}>
              <Button
                busy={start.busy}
                blocked={chosen.size === 0 ? 'Tick the ones to adopt first' : null}
                onClick={() => adopt(found.map(({ path }) => path).filter((path) => chosen.has(path)))}
              >
                {chosen.size < 2 ? 'Adopt the chosen one' : `Adopt the ${chosen.size} chosen`}
              </Button>
              <Button
                kind="quiet"
                busy={start.busy}
                blocked={fresh.length === 0 ? 'There is nothing new' : null}
                onClick={() => adopt(null)}
              >
                Adopt as the source says
              </Button>
            </div>
          </div>
        </>
      )}
    </Panel>
  );
}
