import { formatInstant } from '../../../shared/format/instants.ts';
import type { SiteSchedules } from '../../../shared/model/schedule.ts';
import { EmptyState } from '../../design/EmptyState.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { Status } from '../../design/Status.tsx';
import { Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { SiteFlag } from '../../frame/SiteFlag.tsx';
import { workWord } from './rules/schedule-words.ts';
import styles from './schedule.module.css';

/** What this computer does by itself for each site, in one line each. */
export function AllPlans({ all, now }: { readonly all: readonly SiteSchedules[]; readonly now: number }) {
  return (
    <Panel title="This computer" subtitle="by itself, for each site" flush>
      {all.length === 0 ? <EmptyState title="No site is registered" /> : null}
      {all.length === 0 ? null : (
        <Table caption="Sites with what runs by itself for them" minWidth="m">
          <thead>
            <tr>
              <th scope="col">Site</th>
              <th scope="col">Runs by itself</th>
              <th scope="col">State</th>
              <th scope="col">Next</th>
            </tr>
          </thead>
          <tbody>
            {all.map(({ siteId, siteName, works }) => {
              const on = works.filter(({ state }) => state !== 'off');
              const next = on
                .flatMap(({ work, nextAt }) => (nextAt === null ? [] : [{ work, nextAt }]))
                .toSorted((a, b) => (a.nextAt < b.nextAt ? -1 : 1))[0];
              return (
                <tr key={siteId}>
                  <th scope="row">
                    <span className={layout.row}>
                      <SiteFlag siteId={siteId} size="s" />
                      <span className={`${text.clip} ${styles.site}`} title={siteName}>
                        <ScreenLink to={{ name: 'schedule', siteId }}>{siteName}</ScreenLink>
                      </span>
                    </span>
                  </th>
                  <td>{on.length === 0 ? <span className={text.dim}>nothing</span> : on.map(({ work }) => workWord(work)).join(', ')}</td>
                  <td>
                    <StateOfAll works={works} />
                  </td>
                  <td className={text.nowrap}>{next === undefined ? '–' : `${workWord(next.work)}, ${formatInstant(next.nextAt, now)}`}</td>
                </tr>
              );
            })}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}

function StateOfAll({ works }: Pick<SiteSchedules, 'works'>) {
  const overdue = works.filter(({ state }) => state === 'overdue');
  const waiting = works.filter(({ state }) => state === 'waiting');
  const names = (some: typeof works) => some.map(({ work }) => workWord(work)).join(', ');
  if (overdue.length > 0) return <Status tone="warn">{`Overdue: ${names(overdue)}`}</Status>;
  if (works.some(({ state }) => state === 'running')) return <Status tone="run">Running</Status>;
  if (waiting.length > 0) {
    const [first] = waiting;
    return (
      <>
        <Status tone="mute">{`Waits: ${names(waiting)}`}</Status>
        <span className={text.second}>{first?.open?.text ?? ''}</span>
      </>
    );
  }
  return works.every(({ state }) => state === 'off') ? <Status tone="mute">Off</Status> : <Status tone="ok">On time</Status>;
}
