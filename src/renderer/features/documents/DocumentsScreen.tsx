import type { SiteId } from '../../../shared/model/ids.ts';
import { useFleet, useNavigation } from '../../api/stores.ts';
import { useCall } from '../../api/use-call.ts';
import { SelectField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { useTrail } from '../../frame/use-trail.ts';
import { CardPanel } from './CardPanel.tsx';
import styles from './documents.module.css';
import { PapersForm } from './PapersForm.tsx';

const ALL = 'all';

/** The papers for the bad day: of all sites, or of one with its emergency card. */
export function DocumentsScreen({ siteId }: { readonly siteId: SiteId | null }) {
  const go = useNavigation((state) => state.go);
  const sites = useFleet((state) => state.fleet?.sites ?? null);
  const { loaded, reload } = useCall('documents.get', { siteId });
  const name = sites?.find(({ site }) => site.id === siteId)?.site.name ?? null;
  useTrail([
    { label: 'Checklist', to: { name: 'checklist', list: 'weekly', period: null } },
    { label: name === null ? 'Papers' : `Papers of ${name}`, to: null },
  ]);
  return (
    <div className={layout.stack}>
      <PageHead
        title={siteId === null ? 'Papers' : `Papers of ${name ?? 'a site'}`}
        meta={['for the day on which somebody else has to do it', 'no passwords: cards lie in the open']}
      />
      <div className={styles.which}>
        <SelectField
          label="Papers of"
          value={siteId ?? ALL}
          options={[
            { value: ALL, label: 'all sites' },
            ...(sites ?? [])
              .map(({ site }) => ({ value: site.id as string, label: site.name }))
              .toSorted((a, b) => a.label.localeCompare(b.label, 'en')),
          ]}
          onChange={(value) =>
            go({ name: 'documents', siteId: value === ALL ? null : (sites?.find(({ site }) => site.id === value)?.site.id ?? null) })
          }
        />
      </div>
      <div className={styles.unprinted}>
        <Panel title={siteId === null ? 'What holds for all sites' : 'What holds for this site alone'}>
          {loaded.state === 'loading' ? <LoadingLines what="the papers" lines={5} /> : null}
          {loaded.state === 'problem' ? <ProblemPanel problem={loaded.problem} /> : null}
          {loaded.state === 'ready' ? <PapersForm key={loaded.value.siteId ?? ALL} documents={loaded.value} onSaved={reload} /> : null}
        </Panel>
      </div>
      {siteId === null || name === null ? null : <CardPanel siteId={siteId} siteName={name} />}
    </div>
  );
}
