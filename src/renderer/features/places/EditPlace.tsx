import type { Place, PlaceDraft, PlaceStatus } from '../../../shared/model/place.ts';
import { useAction } from '../../api/use-action.ts';
import { Panel } from '../../design/Panel.tsx';
import { DriveForm } from './DriveForm.tsx';
import { S3Form } from './S3Form.tsx';
import { s3FieldsOf } from './s3-fields.ts';
import { ServerFolderForm } from './ServerFolderForm.tsx';

interface EditPlaceProps {
  readonly place: Exclude<Place, { kind: 'this-computer' }>;
  readonly places: readonly PlaceStatus[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Changes what is stored of a place. Nothing that lies there is moved. */
export function EditPlace({ place, places, onClose, onDone }: EditPlaceProps) {
  const edit = useAction('place.edit');
  const submit = (draft: PlaceDraft) => {
    void edit.run({ placeId: place.id, draft }).then((done) => {
      if (done !== null) onDone();
    });
  };
  const shared = { submitLabel: 'Save', busy: edit.busy, problem: edit.problem, onSubmit: submit, onCancel: onClose } as const;
  return (
    <Panel title="Edit" subtitle="Nothing that lies there is moved" attention>
      {place.kind === 'drive' ? <DriveForm {...shared} start={place} places={places} /> : null}
      {place.kind === 's3' ? <S3Form {...shared} start={s3FieldsOf(place)} hasSecret /> : null}
      {place.kind === 'server-folder' ? <ServerFolderForm {...shared} start={place} /> : null}
    </Panel>
  );
}
