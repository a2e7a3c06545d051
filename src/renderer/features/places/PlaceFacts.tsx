import type { PlaceStatus, S3Place } from '../../../shared/model/place.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatAge } from '../../../shared/format/durations.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useFleet } from '../../api/stores.ts';
import { useNow } from '../../api/use-now.ts';
import type { Fact } from '../../design/Facts.tsx';
import { Facts } from '../../design/Facts.tsx';
import { Panel } from '../../design/Panel.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { formatCount } from '../backup/backup-words.ts';
import { PresenceWord } from './PresenceWord.tsx';
import { S3_PROVIDERS, providerOf } from './s3-providers.ts';

/** What a place holds, and what is stored of it. */
export function PlaceFacts({ status, onChanged }: { readonly status: PlaceStatus; readonly onChanged: () => void }) {
  const now = useNow();
  const { place, copies, failedCopies, newestCopyAt, oldestProofAt, owed } = status;
  const server = useFleet((state) =>
    place.kind === 'server-folder' ? state.fleet?.servers.find(({ id }) => id === place.serverId) : undefined,
  );
  return (
    <Panel title="What is there">
      <Facts
        facts={[
          { label: 'Reached now', value: <PresenceWord status={status} onChanged={onChanged} /> },
          {
            label: 'Copies',
            value:
              failedCopies === 0 ? (
                formatCount(copies)
              ) : (
                <>
                  {formatCount(copies)}, <Status tone="crit">{formatCount(failedCopies)} failed their check</Status>
                </>
              ),
          },
          { label: 'Size', value: formatBytes(status.bytes) },
          { label: 'Newest copy', value: newestCopyAt === null ? '–' : formatInstant(newestCopyAt, now) },
          {
            label: 'Oldest proof',
            value:
              copies === 0 ? '–' : oldestProofAt === null ? 'no copy here was ever read back' : formatAge(now - Date.parse(oldestProofAt)),
          },
          { label: 'Owed', value: owed === 0 ? 'nothing' : `${formatCount(owed)} that site policies want here` },
          ...(place.kind === 'drive'
            ? [{ label: 'Seen last', value: place.lastSeenAt === null ? 'not since it was added' : formatInstant(place.lastSeenAt, now) }]
            : []),
          ...(place.kind === 'server-folder' ? [{ label: 'Server', value: server?.name ?? 'no longer registered' }] : []),
          ...(place.kind === 's3' ? s3Facts(place) : []),
        ]}
      />
    </Panel>
  );
}

function s3Facts(place: S3Place): readonly Fact[] {
  return [
    { label: 'Provider', value: S3_PROVIDERS[providerOf(place.endpoint)].label },
    { label: 'Region', value: place.region },
    { label: 'Spoken to', value: `${place.pathStyle ? 'bucket in the path' : 'bucket in the host name'}, ${checksumsWord(place)}` },
    { label: 'Storage class', value: place.storageClass ?? 'the bucket’s own' },
    { label: 'Encryption', value: { none: 'as the bucket does', AES256: 'AES-256', 'aws:kms': 'KMS' }[place.encryption] },
    {
      label: 'Object lock',
      value: place.objectLock === null ? 'none' : `${place.objectLock.mode.toLowerCase()}, ${place.objectLock.days} days`,
    },
    { label: 'Access key', value: <span className={text.mono}>{place.accessKeyId}</span> },
    { label: 'Secret', value: 'in the keychain, never shown' },
  ];
}

function checksumsWord({ checksums }: S3Place): string {
  return checksums === 'sdk' ? 'checksums with every request' : 'checksums only where required';
}
