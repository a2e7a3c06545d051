import { formatInstant } from '../../../shared/format/instants.ts';
import type { SiteStatus } from '../../../shared/model/fleet.ts';
import { useNow } from '../../api/use-now.ts';
import { EmptyState } from '../../design/EmptyState.tsx';
import { Panel } from '../../design/Panel.tsx';
import { Verdict } from '../../design/Status.tsx';
import { Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { SiteFlag } from '../../frame/SiteFlag.tsx';
import styles from './servers.module.css';

/** The sites that live on a server. */
export function SitesOnServer({ sites }: { readonly sites: readonly SiteStatus[] }) {
  const now = useNow();
  return (
    <Panel title="Sites on this server" flush>
      {sites.length === 0 ? (
        <EmptyState title="No site yet">A site is one application on this server, with its databases.</EmptyState>
      ) : (
        <Table caption="Sites on this server">
          <thead>
            <tr>
              <th scope="col">Site</th>
              <th scope="col">Newest good backup</th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {sites.map(({ site, newestGoodAt, verdict }) => (
              <tr key={site.id}>
                <th scope="row">
                  <span className={styles.site}>
                    <SiteFlag siteId={site.id} size="s" />
                    <span>
                      <ScreenLink to={{ name: 'site', siteId: site.id }}>{site.name}</ScreenLink>
                      <span className={text.second}>{site.root}</span>
                    </span>
                  </span>
                </th>
                <td className={text.nowrap}>{newestGoodAt === null ? 'none yet' : formatInstant(newestGoodAt, now)}</td>
                <td>
                  <Verdict verdict={verdict} />
                </td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}
