import { Database, HardDriveDownload, RotateCw } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { DatabaseCheck, Site } from '../../../shared/model/site.ts';
import type { DatabaseSource } from '../../../shared/model/source.ts';
import { useFlag, useNavigation } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { Button } from '../../design/Button.tsx';
import { flagName } from '../../design/house-flags.ts';
import { HouseFlag } from '../../design/HouseFlag.tsx';
import { Icon } from '../../design/Icon.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { CheckResult } from '../sites/CheckResult.tsx';
import styles from './add-site.module.css';
import { RunsByItself } from './RunsByItself.tsx';

/** Step 3: each database is signed in to once, then the first backup. */
export function AddedPanel({ site }: { readonly site: Site }) {
  const { loaded, reload } = useCall('site.status', { siteId: site.id });
  const go = useNavigation((state) => state.go);
  const start = useAction('backup.start');
  const flag = useFlag(site.id);
  const sources = loaded.state === 'ready' ? loaded.value.sources.filter((source) => source.kind === 'database') : null;
  return (
    <Panel title="First backup" step={{ number: 3, state: 'now' }} attention>
      <div className={layout.stack}>
        <div className={layout.row}>
          {flag === null ? null : <HouseFlag flag={flag} size="l" />}
          <div>
            <strong>{site.name}</strong>
            <p className={`${text.small} ${text.soft}`}>
              {flag === null
                ? 'Its house flag appears in a moment.'
                : `House flag: ${flagName(flag)}. It stands beside every action on this site.`}
            </p>
          </div>
        </div>
        {loaded.state === 'loading' ? <LoadingLines what="the site" lines={2} /> : null}
        {loaded.state === 'problem' ? (
          <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Read it again</Button>} />
        ) : null}
        {sources === null ? null : sources.length === 0 ? (
          <Note tone="warn">
            <strong>The site is registered, without a database.</strong> Add one on its screen; then it can be backed up.
          </Note>
        ) : (
          <ul className={layout.stack}>
            {sources.map((source) => (
              <SourceCheck key={source.id} source={source} />
            ))}
          </ul>
        )}
        <Note>
          Media, the settings of the site and the backups the server makes itself are added on its screen: what lies in its folder is
          proposed there.
        </Note>
        <RunsByItself siteId={site.id} />
        {start.problem === null ? null : <ProblemPanel problem={start.problem} />}
        <div className={layout.wrap}>
          <Button
            kind="primary"
            icon={HardDriveDownload}
            busy={start.busy}
            blocked={sources !== null && sources.length === 0 ? 'The site has no database yet' : null}
            onClick={() => {
              void start.run({ siteId: site.id }).then((done) => {
                if (done !== null) go({ name: 'site', siteId: site.id });
              });
            }}
          >
            Back up now
          </Button>
          <Button onClick={() => go({ name: 'site', siteId: site.id })}>Open the site</Button>
        </div>
      </div>
    </Panel>
  );
}

function SourceCheck({ source }: { readonly source: DatabaseSource }) {
  const { run, busy, problem } = useAction('source.check');
  const [result, setResult] = useState<DatabaseCheck | null>(null);
  const begun = useRef(false);
  const check = useCallback(() => {
    void run({ sourceId: source.id }).then((done) => setResult(done?.value ?? null));
  }, [run, source.id]);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    check();
  }, [check]);
  return (
    <li className={styles.source}>
      <p>
        <Icon glyph={Database} /> <strong>{source.database}</strong>
      </p>
      <div aria-live="polite">
        {busy ? <Status tone="run">Signing in through the tunnel</Status> : null}
        {result === null || busy ? null : <CheckResult check={result} />}
        {problem === null ? null : (
          <ProblemPanel
            problem={problem}
            announce={false}
            actions={
              <Button size="s" icon={RotateCw} onClick={check}>
                Check again
              </Button>
            }
          />
        )}
      </div>
    </li>
  );
}
