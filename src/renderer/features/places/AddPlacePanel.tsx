import { useState } from 'react';
import type { PlaceDraft, PlaceStatus } from '../../../shared/model/place.ts';
import { useNavigation } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { Segments } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { DriveForm } from './DriveForm.tsx';
import { S3Form } from './S3Form.tsx';
import { NEW_S3 } from './s3-fields.ts';
import { ServerFolderForm } from './ServerFolderForm.tsx';

interface AddPlacePanelProps {
  readonly places: readonly PlaceStatus[];
  readonly onClose: () => void;
  readonly onAdded: () => void;
}

const KINDS = [
  { value: 'drive', label: 'Drive' },
  { value: 's3', label: 'S3' },
  { value: 'server-folder', label: 'Folder on a server' },
] as const;

const HINTS = {
  drive: 'A disk that comes and goes. A small marker in its folder makes it known again, whatever letter or path it gets.',
  s3: 'A bucket at AWS or a compatible provider.',
  'server-folder': 'A storage box, a second server, or the site’s own; reached as the server is, over SFTP.',
} as const;

/** A new place. It opens on its own screen, where it can be tested at once. */
export function AddPlacePanel({ places, onClose, onAdded }: AddPlacePanelProps) {
  const [kind, setKind] = useState<keyof typeof HINTS>('drive');
  const add = useAction('place.add');
  const go = useNavigation((state) => state.go);
  const submit = (draft: PlaceDraft) => {
    void add.run(draft).then((done) => {
      if (done === null) return;
      onAdded();
      go({ name: 'place', placeId: done.value.id });
    });
  };
  const shared = { submitLabel: 'Add the place', busy: add.busy, problem: add.problem, onSubmit: submit, onCancel: onClose } as const;
  return (
    <Panel title="Add a place" attention>
      <div className={layout.stack}>
        <Segments label="What it is" value={kind} options={KINDS} hint={HINTS[kind]} onChange={setKind} />
        {kind === 'drive' ? <DriveForm {...shared} start={null} places={places} /> : null}
        {kind === 's3' ? <S3Form {...shared} start={NEW_S3} hasSecret={false} /> : null}
        {kind === 'server-folder' ? <ServerFolderForm {...shared} start={null} /> : null}
      </div>
    </Panel>
  );
}
