import { useState } from 'react';
import type { DriveCandidate, DrivePlace, PlaceStatus } from '../../../shared/model/place.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { useInfo } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { Button } from '../../design/Button.tsx';
import type { Choice } from '../../design/ChoiceList.tsx';
import { ChoiceList } from '../../design/ChoiceList.tsx';
import { TextField } from '../../design/Field.tsx';
import { LoadingLines } from '../../design/Loading.tsx';
import { Note } from '../../design/Note.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import type { PlaceFormProps } from './PlaceFormFrame.tsx';
import { NameAndOffsite, PlaceFormFrame } from './PlaceFormFrame.tsx';

interface DriveFormProps extends PlaceFormProps {
  /** The place that is changed; null: a new one. */
  readonly start: DrivePlace | null;
  readonly places: readonly PlaceStatus[];
}

/** A folder on a drive: one of those that are plugged in now, or typed. */
export function DriveForm({ start, places, onSubmit, ...frame }: DriveFormProps) {
  const host = useInfo((state) => state.info?.host);
  const [name, setName] = useState(start?.name ?? '');
  const [offsite, setOffsite] = useState(start?.offsite ?? true);
  const [folder, setFolder] = useState(start?.folder ?? '');
  const [tried, setTried] = useState(false);
  const choose = useAction('place.choose-folder');
  const nameError = name.trim() === '' ? 'A place has a name.' : null;
  const folderError = folder.trim() === '' ? 'Choose a drive, or type a folder on it.' : null;
  return (
    <PlaceFormFrame
      {...frame}
      onSubmit={() => {
        setTried(true);
        if (nameError === null && folderError === null) onSubmit({ kind: 'drive', name: name.trim(), offsite, folder: folder.trim() });
      }}
    >
      {start === null ? (
        <Drives
          places={places}
          folder={folder}
          onChoose={(candidate) => {
            setFolder(folderOn(candidate));
            if (name.trim() === '') setName(candidate.label);
          }}
        />
      ) : null}
      <TextField
        label="Folder on the drive"
        mono
        value={folder}
        error={tried ? folderError : null}
        hint="An absolute path on this computer as the drive is plugged in now. It is made when it does not exist."
        onChange={setFolder}
        after={
          host === 'browser' ? undefined : (
            <Button
              busy={choose.busy}
              onClick={() => {
                void choose.run(undefined).then((chosen) => {
                  if (chosen !== null && chosen.value !== null) setFolder(chosen.value);
                });
              }}
            >
              Choose…
            </Button>
          )
        }
      />
      {choose.problem === null ? null : <ProblemPanel problem={choose.problem} />}
      <NameAndOffsite name={name} nameError={tried ? nameError : null} offsite={offsite} onName={setName} onOffsite={setOffsite} />
    </PlaceFormFrame>
  );
}

interface DrivesProps {
  readonly places: readonly PlaceStatus[];
  readonly folder: string;
  readonly onChoose: (candidate: DriveCandidate) => void;
}

function Drives({ places, folder, onChoose }: DrivesProps) {
  const { loaded, reload } = useCall('place.drives', undefined);
  if (loaded.state === 'loading') return <LoadingLines what="the drives" lines={2} />;
  if (loaded.state === 'problem') return <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Look again</Button>} />;
  const again = (
    <Button kind="quiet" size="s" onClick={reload}>
      Look again
    </Button>
  );
  if (loaded.value.length === 0) return <Note>No drive is plugged in besides the one of this computer. {again}</Note>;
  const choices = loaded.value.map((candidate): Choice<string> => {
    const owner = places.find(({ place }) => place.id === candidate.placeId);
    return {
      value: candidate.mount,
      label: candidate.label === '' ? candidate.mount : candidate.label,
      second: candidate.label === '' ? [roomLine(candidate)] : [candidate.mount, roomLine(candidate)],
      blocked: owner === undefined ? null : `It is the place ${owner.place.name} already`,
    };
  });
  return (
    <div>
      <ChoiceList
        label="Drives that are plugged in"
        choices={choices}
        value={loaded.value.find((candidate) => folderOn(candidate) === folder)?.mount ?? null}
        onChange={(mount) => {
          const chosen = loaded.value.find((candidate) => candidate.mount === mount);
          if (chosen !== undefined) onChoose(chosen);
        }}
      />
      {again}
    </div>
  );
}

function roomLine({ freeBytes, totalBytes }: DriveCandidate): string {
  if (freeBytes === null) return 'free room not known';
  return totalBytes === null ? `${formatBytes(freeBytes)} free` : `${formatBytes(freeBytes)} free of ${formatBytes(totalBytes)}`;
}

/** The folder proposed on a drive, in the way its own paths are written. */
function folderOn({ mount }: DriveCandidate): string {
  const separator = mount.includes('\\') ? '\\' : '/';
  return mount.endsWith(separator) ? `${mount}Holdfast` : `${mount}${separator}Holdfast`;
}
