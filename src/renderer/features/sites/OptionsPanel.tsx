import { useState } from 'react';
import type { BackupKind } from '../../../shared/model/backup.ts';
import type { SiteStatus } from '../../../shared/model/fleet.ts';
import type { Compression } from '../../../shared/model/preflight.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { CheckField, Segments, SelectField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { sourceName } from '../../design/source-words.ts';
import text from '../../design/text.module.css';

interface OptionsPanelProps {
  readonly status: SiteStatus;
  readonly onClose: () => void;
}

const KINDS = [
  { value: 'full', label: 'Full' },
  { value: 'incremental', label: 'Incremental' },
  { value: 'structure', label: 'Structure' },
  { value: 'data', label: 'Data' },
] as const satisfies readonly { value: BackupKind; label: string }[];

const KIND_HINTS: Readonly<Record<BackupKind, string>> = {
  full: 'Everything whole: tables with their rows, views, routines, triggers and events, and all files.',
  incremental: 'Databases whole; of the files only what is new or changed since the newest chain. Without one it becomes a full.',
  structure: 'Definitions without rows: small, for comparing. It cannot bring data back.',
  data: 'Rows without definitions: for moving into a structure that exists.',
};

const COMPRESSIONS = [
  { value: 'best', label: 'Best that both ends have' },
  { value: 'zstd', label: 'zstd' },
  { value: 'gzip', label: 'gzip' },
  { value: 'bzip2', label: 'bzip2' },
  { value: 'none', label: 'None' },
] as const satisfies readonly { value: Compression | 'best'; label: string }[];

/** A backup other than the usual one. */
export function OptionsPanel({ status, onClose }: OptionsPanelProps) {
  const [kind, setKind] = useState<BackupKind>('full');
  const [compression, setCompression] = useState<Compression | 'best'>('best');
  const [verify, setVerify] = useState(true);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const start = useAction('backup.start');
  const databasesOnly = kind === 'structure' || kind === 'data';
  const sources = status.sources.filter((source) => source.kind === 'database' || (source.kind !== 'server-backups' && !databasesOnly));
  const taken = sources.filter(({ id }) => !left.has(id));
  const places = status.board.cells.filter(({ placeId }) => status.policy.copyTo.includes(placeId));
  const [copyTo, setCopyTo] = useState<ReadonlySet<string>>(new Set(status.policy.copyTo));
  const chosen = places.filter(({ placeId }) => copyTo.has(placeId)).map(({ placeId }) => placeId);
  return (
    <Panel title="Back up with options" attention>
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          if (taken.length === 0) return;
          void start
            .run({
              siteId: status.site.id,
              kind,
              compression: compression === 'best' ? null : compression,
              verify,
              ...(taken.length === sources.length ? {} : { sourceIds: taken.map(({ id }) => id) }),
              ...(chosen.length === places.length ? {} : { copyTo: chosen }),
            })
            .then((job) => {
              if (job !== null) onClose();
            });
        }}
      >
        <div className={layout.halves}>
          <Segments label="What it holds" value={kind} options={KINDS} hint={KIND_HINTS[kind]} onChange={setKind} />
          <SelectField
            label="Packed on the server with"
            value={compression}
            options={COMPRESSIONS}
            hint="Dumps only; media are packed as their source says. All of them are opened by ordinary tools, without Holdfast."
            onChange={setCompression}
          />
        </div>
        <div className={layout.halves}>
          {sources.length < 2 ? null : (
            <fieldset className={layout.tight}>
              <legend className={text.small}>Parts</legend>
              {sources.map((source) => (
                <CheckField
                  key={source.id}
                  label={sourceName(source)}
                  checked={!left.has(source.id)}
                  onChange={(checked) => setLeft(toggled(left, source.id, !checked))}
                />
              ))}
            </fieldset>
          )}
          {places.length === 0 ? null : (
            <fieldset className={layout.tight}>
              <legend className={text.small}>Copied afterwards to</legend>
              {places.map(({ placeId, placeName }) => (
                <CheckField
                  key={placeId}
                  label={placeName}
                  checked={copyTo.has(placeId)}
                  onChange={(checked) => setCopyTo(toggled(copyTo, placeId, checked))}
                />
              ))}
            </fieldset>
          )}
        </div>
        <CheckField
          label="Read the copy back when it is written"
          hint="Every byte is read from the disk again and its hash compared: the copy is then intact, not only present."
          checked={verify}
          onChange={setVerify}
        />
        {start.problem === null ? null : <ProblemPanel problem={start.problem} />}
        <div className={layout.wrap}>
          <Button type="submit" busy={start.busy} blocked={taken.length === 0 ? 'Nothing is chosen' : null}>
            Back up with these
          </Button>
          <Button kind="quiet" onClick={onClose}>
            Close
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function toggled(set: ReadonlySet<string>, id: string, present: boolean): ReadonlySet<string> {
  const next = new Set(set);
  if (present) next.add(id);
  else next.delete(id);
  return next;
}
