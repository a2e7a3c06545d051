import { Printer, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import type { SiteId } from '../../../shared/model/ids.ts';
import type { CardStatus } from '../../../shared/model/operator-document.ts';
import { useInfo } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { SelectField } from '../../design/Field.tsx';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import { Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { When } from '../../design/When.tsx';
import { CardPage } from './CardPage.tsx';
import styles from './documents.module.css';
import type { ToneWord } from '../../design/tone.ts';

const STATES: Readonly<Record<CardStatus['copies'][number]['state'], ToneWord>> = {
  current: { tone: 'ok', word: 'Current' },
  outdated: { tone: 'warn', word: 'Outdated' },
  waiting: { tone: 'mute', word: 'Waiting' },
  'not-kept': { tone: 'mute', word: 'Not kept here' },
};

const KINDS = [
  { value: 'full', label: 'Full' },
  { value: 'short', label: 'Short' },
] as const;

/** Where the card of a site lies, and the card itself to print. */
export function CardPanel({ siteId, siteName }: { readonly siteId: SiteId; readonly siteName: string }) {
  const now = useNow();
  const page = useCall('documents.card', { siteId });
  const { loaded, reload } = useCall('documents.cards', { siteId });
  const write = useAction('documents.write-cards');
  const choose = useAction('documents.set-card-kind');
  const printed = useAction('documents.card-printed');
  const save = useAction('documents.save-card');
  const canPdf = useInfo((state) => state.info?.host === 'desktop');
  const [saved, setSaved] = useState<string | null>(null);
  const status = loaded.state === 'ready' ? (loaded.value[0] ?? null) : null;
  const problem = write.problem ?? choose.problem ?? printed.problem ?? save.problem;
  return (
    <>
      <div className={styles.unprinted}>
        <Panel
          title="Where the card lies"
          subtitle="kept current by itself, beside the copies"
          aside={
            <Button size="s" icon={RefreshCw} busy={write.busy} onClick={() => void write.run({ siteId }).then(reload)}>
              Write now
            </Button>
          }
          flush
        >
          {status === null ? (
            <LoadingLines what="the places of the card" lines={2} />
          ) : (
            <Table caption={`Where the emergency card of ${siteName} lies`} tight hover={false} minWidth="s">
              <thead>
                <tr>
                  <th scope="col">Place</th>
                  <th scope="col">Card</th>
                  <th scope="col">State</th>
                  <th scope="col">Written</th>
                  <th scope="col">File</th>
                </tr>
              </thead>
              <tbody>
                {status.copies.map(({ placeId, placeName, kind, state, writtenAt, file, reason }) => (
                  <tr key={placeId}>
                    <th scope="row">{placeName}</th>
                    <td>
                      {state === 'not-kept' ? (
                        '–'
                      ) : (
                        <SelectField
                          label={`How much of the card lies in ${placeName}`}
                          hideLabel
                          value={kind}
                          options={KINDS}
                          onChange={(chosen) => void choose.run({ placeId, kind: chosen }).then(reload)}
                        />
                      )}
                    </td>
                    <td>
                      <Status tone={STATES[state].tone}>{STATES[state].word}</Status>
                      {reason === '' ? null : <span className={text.second}>{reason}</span>}
                    </td>
                    <td>{writtenAt === null ? '–' : <When at={writtenAt} now={now} />}</td>
                    <td className={`${text.mono} ${text.anywhere}`}>{state === 'not-kept' ? '–' : file}</td>
                  </tr>
                ))}
                <tr>
                  <th scope="row">On paper</th>
                  <td>Full</td>
                  <td>
                    {status.printedAt === null ? (
                      <Status tone="warn">Never printed</Status>
                    ) : (
                      <Status tone={status.printIsOld ? 'warn' : 'ok'}>
                        {status.printIsOld ? 'Says something else by now' : 'Current'}
                      </Status>
                    )}
                  </td>
                  <td>{status.printedAt === null ? '–' : <When at={status.printedAt} now={now} />}</td>
                  <td>-</td>
                </tr>
              </tbody>
            </Table>
          )}
          <p className={`${text.small} ${styles.kinds}`}>
            A short card says where the copies are and how to restore by hand. Contacts, panel, DNS, the place of the key kit and notes
            stand on full ones alone; others may read what lies in a bucket or on a server.
          </p>
        </Panel>
      </div>
      <Panel
        title="Emergency card"
        subtitle="readable without Holdfast; it holds no password and no key"
        aside={
          <span className={styles.unprinted}>
            <Button size="s" icon={Printer} onClick={() => print()}>
              Print
            </Button>
            <Button
              size="s"
              busy={save.busy}
              onClick={() =>
                void save.run({ siteId, format: canPdf ? 'pdf' : 'html', file: null }).then((done) => setSaved(done?.value ?? null))
              }
            >
              Save {canPdf ? 'PDF' : 'HTML'}
            </Button>
            <Button size="s" busy={printed.busy} onClick={() => void printed.run({ siteId }).then(reload)}>
              It is on paper
            </Button>
          </span>
        }
      >
        <p className={`${text.small} ${text.soft} ${text.anywhere}`} aria-live="polite">
          {saved === null ? '' : `Saved as ${saved}`}
        </p>
        {problem === null ? null : <ProblemPanel problem={problem} />}
        {page.loaded.state === 'ready' ? <CardPage html={page.loaded.value} title={`Emergency card of ${siteName}`} /> : null}
        {page.loaded.state === 'loading' ? <LoadingLines what="the card" lines={8} /> : null}
        {page.loaded.state === 'problem' ? <ProblemPanel problem={page.loaded.problem} /> : null}
      </Panel>
    </>
  );
}
