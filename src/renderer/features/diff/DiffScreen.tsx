import { ArrowLeftRight, KeyRound } from 'lucide-react';
import type { BackupDiff } from '../../../shared/model/diff.ts';
import type { BackupId } from '../../../shared/model/ids.ts';
import { useNavigation } from '../../api/stores.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import layout from '../../design/layout.module.css';
import { Line, Lines } from '../../design/Lines.tsx';
import { LoadingLines } from '../../design/Loading.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { When } from '../../design/When.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { SiteFlag } from '../../frame/SiteFlag.tsx';
import { useTrail } from '../../frame/use-trail.ts';
import { DatabaseDiff } from './DatabaseDiff.tsx';
import { DiffReadouts } from './DiffReadouts.tsx';
import { isNothing } from './diff-words.ts';
import { MediaDiff } from './MediaDiff.tsx';

interface DiffScreenProps {
  readonly beforeId: BackupId;
  readonly afterId: BackupId;
}

/** What one backup has and another has not: tables and rows, files, settings. */
export function DiffScreen({ beforeId, afterId }: DiffScreenProps) {
  const { loaded, reload } = useCall('backup.diff', { beforeId, afterId });
  // Only for the name of the site: of the same one of the two whichever comes first, so that nothing flickers when they are swapped.
  const details = useCall('backup.details', { backupId: beforeId < afterId ? beforeId : afterId }).loaded;
  const go = useNavigation((state) => state.go);
  const now = useNow();
  const of = details.state === 'ready' ? details.value : null;
  useTrail([
    { label: 'Backups', to: { name: 'backups' } },
    ...(of === null ? [] : [{ label: of.siteName, to: { name: 'site', siteId: of.backup.siteId } as const }]),
    { label: 'Comparison', to: null },
  ]);
  return (
    <div className={layout.stack}>
      <PageHead
        emblem={of === null ? undefined : <SiteFlag siteId={of.backup.siteId} size="l" />}
        title={of === null ? 'Comparison of two backups' : `What changed in ${of.siteName}`}
        meta={
          loaded.state === 'ready'
            ? [
                <>
                  before:{' '}
                  <ScreenLink key="before" to={{ name: 'backup', backupId: beforeId }}>
                    <When at={loaded.value.before.startedAt} now={now} />
                  </ScreenLink>
                </>,
                <>
                  after:{' '}
                  <ScreenLink key="after" to={{ name: 'backup', backupId: afterId }}>
                    <When at={loaded.value.after.startedAt} now={now} />
                  </ScreenLink>
                </>,
              ]
            : []
        }
        actions={
          <Button icon={ArrowLeftRight} onClick={() => go({ name: 'diff', beforeId: afterId, afterId: beforeId })}>
            Swap before and after
          </Button>
        }
      />
      {loaded.state === 'loading' ? (
        <Panel title="Differences" flush>
          <LoadingLines what="both backups" lines={6} />
        </Panel>
      ) : null}
      {loaded.state === 'problem' ? (
        <Panel title="The two could not be compared">
          <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Compare again</Button>} />
        </Panel>
      ) : null}
      {loaded.state === 'ready' ? <Differences diff={loaded.value} /> : null}
    </div>
  );
}

function Differences({ diff }: { readonly diff: BackupDiff }) {
  if (isNothing(diff)) {
    return (
      <Panel title="Differences" flush>
        <EmptyState title="Nothing differs">{comparedLine(diff)}</EmptyState>
      </Panel>
    );
  }
  return (
    <>
      <DiffReadouts diff={diff} />
      {diff.databases.map((difference) => (
        <DatabaseDiff key={difference.database} difference={difference} />
      ))}
      {diff.media.map((difference) => (
        <MediaDiff key={difference.sourceId} difference={difference} />
      ))}
      {diff.config.length === 0 ? null : (
        <Panel title="Settings" flush>
          <Lines>
            {diff.config.map((sentence) => (
              <Line key={sentence} icon={KeyRound}>
                {sentence}
              </Line>
            ))}
          </Lines>
        </Panel>
      )}
    </>
  );
}

/** What was looked at, so that "nothing" is not mistaken for "not compared". */
function comparedLine({ databases, media }: BackupDiff): string {
  const compared = [...databases.map(({ database }) => database), ...media.map(({ folders }) => folders.join(', ') || 'the files')];
  return compared.length === 0
    ? 'The two have no part in common that could be compared.'
    : `Compared: ${compared.join(', ')} and the settings. Rows are compared by their number, files by their hash.`;
}
