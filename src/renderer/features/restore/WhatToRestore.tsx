import type { BackupDetails } from '../../../shared/model/backup.ts';
import type { Dump } from '../../../shared/model/dump.ts';
import type { DatabaseChoice, MediaChoice, RestoreChoice } from '../../../shared/model/restore.ts';
import type { Situation } from '../../../shared/model/situation.ts';
import { useFleet } from '../../api/stores.ts';
import { CheckField, SelectField } from '../../design/Field.tsx';
import { Disclosure } from '../../design/Disclosure.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { databaseChoice, databasesOf, mediaChoice, mediaOf } from './rules/default-choice.ts';
import { MediaOptions } from './MediaOptions.tsx';
import { counted } from './rules/restore-words.ts';
import { TablePicker } from './TablePicker.tsx';

interface WhatToRestoreProps {
  readonly details: BackupDetails;
  readonly situation: Situation;
  readonly choice: RestoreChoice;
  readonly onChange: (choice: RestoreChoice) => void;
}

/** What of the backup, into which site, by which way. */
export function WhatToRestore({ details, situation, choice, onChange }: WhatToRestoreProps) {
  const databases = databasesOf(details);
  const media = mediaOf(details);
  const setDatabase = (next: DatabaseChoice) =>
    onChange({ ...choice, databases: choice.databases.map((entry) => (entry.artifactId === next.artifactId ? next : entry)) });
  const setMedia = (next: MediaChoice) =>
    onChange({ ...choice, media: choice.media.map((entry) => (entry.artifactId === next.artifactId ? next : entry)) });
  return (
    <Panel title="Restore">
      <div className={layout.stack}>
        {databases.map((artifact) => {
          const chosen = choice.databases.find(({ artifactId }) => artifactId === artifact.id);
          return (
            <div key={artifact.id} className={layout.tight}>
              <CheckField
                label={
                  <>
                    <b>{artifact.database}</b>
                    {artifact.inZip === undefined ? '' : ` in the server’s zip ${artifact.inZip.file}`}
                    {chosen === undefined
                      ? ''
                      : chosen.tables === null
                        ? ', whole'
                        : `, ${counted(chosen.tables.length, 'table', 'tables')}`}
                  </>
                }
                checked={chosen !== undefined}
                onChange={(wanted) =>
                  onChange({
                    ...choice,
                    databases: wanted
                      ? [...choice.databases, ...wholeOr(databaseChoice(artifact, situation), artifact)]
                      : choice.databases.filter(({ artifactId }) => artifactId !== artifact.id),
                  })
                }
              />
              {chosen === undefined ? null : (
                <TablePicker artifact={artifact} advised={situation.branch !== 'hacked'} choice={chosen} onChange={setDatabase} />
              )}
            </div>
          );
        })}
        {media.map((artifact) => {
          const chosen = choice.media.find(({ artifactId }) => artifactId === artifact.id);
          return (
            <div key={artifact.id} className={layout.tight}>
              <CheckField
                label={
                  <>
                    <b>Media</b> in {artifact.part === 'media' ? artifact.folders.join(', ') : `the server’s zip ${artifact.file}`}
                  </>
                }
                checked={chosen !== undefined}
                onChange={(wanted) =>
                  onChange({
                    ...choice,
                    media: wanted
                      ? [...choice.media, mediaChoice(artifact, situation)]
                      : choice.media.filter(({ artifactId }) => artifactId !== artifact.id),
                  })
                }
              />
              {chosen === undefined ? null : <MediaOptions choice={chosen} onChange={setMedia} />}
            </div>
          );
        })}
        <Disclosure summary="Where to, and how">
          <TargetOptions choice={choice} onChange={onChange} />
        </Disclosure>
      </div>
    </Panel>
  );
}

/** Tables that were named and are not in this dump must not leave the tick without effect. */
function wholeOr(chosen: readonly DatabaseChoice[], artifact: Dump): readonly DatabaseChoice[] {
  return chosen.length > 0
    ? chosen
    : [{ artifactId: artifact.id, tables: null, content: artifact.kind === 'full' ? 'all' : artifact.kind }];
}

function TargetOptions({ choice, onChange }: Pick<WhatToRestoreProps, 'choice' | 'onChange'>) {
  const sites = useFleet((state) => state.fleet?.sites ?? []);
  return (
    <div className={layout.stack}>
      <SelectField
        label="Site that is written to"
        value={choice.targetSiteId}
        options={sites.map(({ site, server }) => ({ value: site.id, label: `${site.name} on ${server.name}` }))}
        hint="A new server: add it and the site first, then choose it here."
        onChange={(targetSiteId) => onChange({ ...choice, targetSiteId })}
      />
      <SelectField
        label="Way of the database"
        value={choice.method ?? 'auto'}
        options={[
          { value: 'auto', label: 'The safest the server allows' },
          { value: 'swap', label: 'Beside the live data, then the tables change places' },
          { value: 'switch-env', label: 'Beside the live data, then .env points to it' },
          { value: 'in-place', label: 'Into the live database, after a proven safety copy' },
        ]}
        onChange={(method) => onChange({ ...choice, method: method === 'auto' ? null : method })}
      />
      <CheckField
        label="Maintenance page while it is switched"
        hint="Visitors see it for seconds; nothing they write is lost."
        checked={choice.maintenance}
        onChange={(maintenance) => onChange({ ...choice, maintenance })}
      />
      <CheckField
        label="Run the migrations of the code that is there"
        hint="Only when the code is newer than the backup; the plan shows what they would do."
        checked={choice.migrate}
        onChange={(migrate) => onChange({ ...choice, migrate })}
      />
    </div>
  );
}
