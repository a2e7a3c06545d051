import type { Artifact } from '../../../shared/model/artifact.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { CopyIconButton } from '../../design/CopyIconButton.tsx';
import { Icon } from '../../design/Icon.tsx';
import { Panel } from '../../design/Panel.tsx';
import { partGlyph, partWord } from '../../design/source-words.ts';
import { NumberCell, Table } from '../../design/Table.tsx';
import text from '../../design/text.module.css';
import { VisuallyHidden } from '../../design/VisuallyHidden.tsx';
import { artifactNote, filesOf, shortHash } from './backup-words.ts';
import styles from './backup.module.css';

/** The files of the backup, each with its hash. */
export function ArtifactsPanel({ artifacts }: { readonly artifacts: readonly Artifact[] }) {
  return (
    <Panel
      title="Artifacts"
      flush
      aside={<span className={`${text.small} ${text.dim}`}>readable by you only</span>}
      foot="manifest.json, SHA256SUMS and RESTORE.txt lie beside them."
    >
      <Table caption="Artifacts with size and SHA-256" tight minWidth="s">
        <thead>
          <tr>
            <th scope="col">File</th>
            <NumberCell head>Size</NumberCell>
            <th scope="col">SHA-256</th>
            <th scope="col">Note</th>
            <th scope="col">
              <VisuallyHidden>Copy</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {artifacts.flatMap((artifact) =>
            filesOf(artifact).map(({ file, bytes, sha256 }, index) => (
              <tr key={`${artifact.id} ${file}`}>
                <th scope="row">
                  <span className={styles.file} title={partWord(artifact.part)}>
                    <Icon glyph={partGlyph(artifact.part)} size={14} />
                    <span>{file}</span>
                  </span>
                </th>
                <NumberCell>{formatBytes(bytes)}</NumberCell>
                <td>
                  <span className={styles.hash} title={`SHA-256 ${sha256}`}>
                    {shortHash(sha256)}
                  </span>
                </td>
                <td className={`${text.soft} ${styles.note}`}>{index === 0 ? artifactNote(artifact) : 'list of all files'}</td>
                <td className={styles.end}>
                  <CopyIconButton text={sha256} label={`Copy SHA-256 of ${file}`} />
                </td>
              </tr>
            )),
          )}
        </tbody>
      </Table>
    </Panel>
  );
}
