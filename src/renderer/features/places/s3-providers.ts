import type { S3Place } from '../../../shared/model/place.ts';

export type S3Provider = 'aws' | 'b2' | 'r2' | 'hetzner' | 'minio' | 'other';

interface Preset {
  readonly label: string;
  readonly region: string;
  /** The address in a region; what stands in angle brackets is to be replaced. Empty: the provider's own. */
  readonly endpoint: (region: string) => string;
  readonly pathStyle: boolean;
  readonly checksums: S3Place['checksums'];
  readonly hint: string;
}

/** How the well-known providers want to be spoken to. Each value can be changed in its field. */
export const S3_PROVIDERS: Readonly<Record<S3Provider, Preset>> = {
  aws: {
    label: 'AWS',
    region: 'eu-central-1',
    endpoint: () => '',
    pathStyle: false,
    checksums: 'sdk',
    hint: 'The address follows from the region.',
  },
  b2: {
    label: 'Backblaze B2',
    region: 'eu-central-003',
    endpoint: (region) => `https://s3.${region}.backblazeb2.com`,
    pathStyle: false,
    checksums: 'when-required',
    hint: 'The region stands in the endpoint of the bucket. The keys are an application key for this one bucket.',
  },
  r2: {
    label: 'Cloudflare R2',
    region: 'auto',
    endpoint: () => 'https://<account>.r2.cloudflarestorage.com',
    pathStyle: true,
    checksums: 'when-required',
    hint: 'Replace <account> by the account id. The keys are an API token for this bucket, not the account’s.',
  },
  hetzner: {
    label: 'Hetzner',
    region: 'fsn1',
    endpoint: (region) => `https://${region}.your-objectstorage.com`,
    pathStyle: false,
    checksums: 'when-required',
    hint: 'The region is the location: fsn1, nbg1 or hel1. Not offsite for servers at Hetzner.',
  },
  minio: {
    label: 'MinIO',
    region: 'us-east-1',
    endpoint: () => 'https://minio.example.org:9000',
    pathStyle: true,
    checksums: 'sdk',
    hint: 'Offsite only when it stands elsewhere than the servers.',
  },
  other: {
    label: 'Other',
    region: 'us-east-1',
    endpoint: () => 'https://',
    pathStyle: true,
    checksums: 'when-required',
    hint: 'The careful settings; the test says when they are not right.',
  },
};

export const PROVIDER_NAMES = ['aws', 'b2', 'r2', 'hetzner', 'minio', 'other'] as const satisfies readonly S3Provider[];

/** The provider an address belongs to, as far as it shows. */
export function providerOf(endpoint: string | null): S3Provider {
  if (endpoint === null || endpoint.includes('.amazonaws.com')) return 'aws';
  if (endpoint.includes('.backblazeb2.com')) return 'b2';
  if (endpoint.includes('.r2.cloudflarestorage.com')) return 'r2';
  if (endpoint.includes('.your-objectstorage.com')) return 'hetzner';
  return endpoint.includes('minio') ? 'minio' : 'other';
}
