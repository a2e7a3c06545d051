import { useState } from 'react';
import type { ServerFolderPlace } from '../../../shared/model/place.ts';
import { useFleet } from '../../api/stores.ts';
import { SelectField, TextField } from '../../design/Field.tsx';
import { Note } from '../../design/Note.tsx';
import type { PlaceFormProps } from './PlaceFormFrame.tsx';
import { NameAndOffsite, PlaceFormFrame } from './PlaceFormFrame.tsx';

/** A folder on a registered server. */
export function ServerFolderForm({ start, onSubmit, ...frame }: PlaceFormProps & { readonly start: ServerFolderPlace | null }) {
  const servers = useFleet((state) => state.fleet?.servers) ?? [];
  const [name, setName] = useState(start?.name ?? '');
  const [offsite, setOffsite] = useState(start?.offsite ?? false);
  const [serverId, setServerId] = useState<string>(start?.serverId ?? '');
  const [folder, setFolder] = useState(start?.folder ?? '');
  const [tried, setTried] = useState(false);
  const server = servers.find(({ id }) => id === serverId) ?? servers[0];
  const nameError = name.trim() === '' ? 'A place has a name.' : null;
  const folderError = folder.trim().startsWith('/') ? null : 'An absolute path on the server, from /.';
  return (
    <PlaceFormFrame
      {...frame}
      onSubmit={() => {
        setTried(true);
        if (server === undefined || nameError !== null || folderError !== null) return;
        onSubmit({ kind: 'server-folder', name: name.trim(), offsite, serverId: server.id, folder: folder.trim() });
      }}
    >
      {server === undefined ? (
        <Note tone="warn">No server is registered. Add it first; it is recognised by its host key like any other.</Note>
      ) : (
        <SelectField
          label="Server"
          value={String(server.id)}
          options={servers.map(({ id, name: label }) => ({ value: String(id), label }))}
          onChange={setServerId}
        />
      )}
      <TextField
        label="Folder on the server"
        mono
        value={folder}
        error={tried ? folderError : null}
        hint="Outside of every site’s root, so that no visitor can read it. It is made when it does not exist."
        onChange={setFolder}
      />
      <NameAndOffsite name={name} nameError={tried ? nameError : null} offsite={offsite} onName={setName} onOffsite={setOffsite} />
    </PlaceFormFrame>
  );
}
