import type { ConfigArtifact } from '../../../shared/model/artifact.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { Command, CopyButton } from '../../design/Command.tsx';
import { Facts } from '../../design/Facts.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { Status } from '../../design/Status.tsx';
import { NumberCell, Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import styles from './backup.module.css';
import { countWord } from './backup-words.ts';

/** The sealed settings: what they hold, with which key the site runs, and how they are opened without Holdfast. */
export function ConfigPanel({ artifact }: { readonly artifact: ConfigArtifact }) {
  const { applicationKey, versions, entries, file, recipients } = artifact;
  const command = `age -d -i key.txt ${file} | tar -xf -`;
  return (
    <Panel title="Settings of the site" flush aside={<Status tone="ok">Sealed</Status>}>
      <div className={styles.dump}>
        <Facts
          facts={[
            {
              label: 'Application key',
              value:
                applicationKey === null ? (
                  'the site has none'
                ) : (
                  <>
                    {applicationKey.name} <span className={text.mono}>{applicationKey.fingerprint}</span>
                    <span className={text.second}>a fingerprint: it tells two keys apart and gives none away</span>
                  </>
                ),
            },
            ...Object.entries(versions).map(([name, version]) => ({ label: VERSION_WORDS[name] ?? name, value: version })),
            {
              label: 'Opened by',
              value: (
                <>
                  {countWord(recipients.length, 'key', 'keys')}
                  <span className={`${text.second} ${text.anywhere}`}>{recipients.join(', ')}</span>
                </>
              ),
            },
          ]}
        />
        <div className={layout.tight}>
          <p className={text.small}>Opens without Holdfast, with the secret key of the recovery kit in key.txt:</p>
          <Command text={command} label="Command that opens the settings" />
          <div>
            <CopyButton text={command}>Copy the command</CopyButton>
          </div>
        </div>
      </div>
      <Table caption="What the sealed file holds" tight minWidth="none">
        <thead>
          <tr>
            <th scope="col">Holds</th>
            <NumberCell head>Size</NumberCell>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ name, bytes }) => (
            <tr key={name}>
              <th scope="row" className={`${text.mono} ${text.anywhere}`}>
                {name}
              </th>
              <NumberCell>{formatBytes(bytes)}</NumberCell>
            </tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}

const VERSION_WORDS: Readonly<Record<string, string>> = { php: 'PHP', python: 'Python', framework: 'Framework' };
