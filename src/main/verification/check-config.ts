import type { ConfigArtifact } from '../../shared/model/artifact.ts';
import { createTarReader } from '../archive/tar-reader.ts';
import { UnreadableError } from '../compression/unreadable-error.ts';
import { AppError } from '../errors/app-error.ts';
import type { JobContext } from '../jobs/job-context.ts';
import { pathInPlace, readFailure } from '../places/look-at-copy.ts';
import { bytesOf, type CopyAt } from './read-copy.ts';

/** Opens what was sealed for a key that is here. Throws `sealing.not-opened` for another key or damage, and what the source throws. */
export type OpenSealed = (chunks: AsyncIterable<Buffer>) => AsyncIterable<Buffer>;

/** A header has a line per recipient, none longer than 100 bytes: far more than any site has. */
const MOST_HEADER_BYTES = 64 * 1024;
const FIRST_LINE = 'age-encryption.org/v1\n';
/** A recipient, its wrapped key, and the end of the header with its checksum (age-encryption.org/v1). */
const HEADER =
  /^age-encryption\.org\/v1\n(?:-> X25519 [\w+/]{43}\n[\w+/]{43}\n|-> \S+(?: \S+)*\n(?:[\w+/]{64}\n)*[\w+/]{0,63}\n)+--- [\w+/]{43}\n/;

/** Sealed settings: the form of age; and, where the key is here, opened and compared entry by entry with the manifest. */
export async function checkConfig(
  copy: CopyAt,
  artifact: ConfigArtifact,
  openSealed: OpenSealed | null,
  job: JobContext,
): Promise<AppError | null> {
  const path = pathInPlace(copy.store.place, copy.location, artifact.file);
  try {
    const problem = await checkHeader(copy, artifact, path, job.signal);
    if (problem !== null || openSealed === null) return problem;
    const chunks = bytesOf(copy, artifact.file, job.signal, (bytes) => job.advance(bytes));
    const differences = entryDifferences(artifact, await entriesIn(openSealed(chunks)));
    return differences.length === 0 ? null : new AppError('verify.config-differs', { detail: `${path}: ${differences.join('; ')}.` });
  } catch (error) {
    job.signal.throwIfAborted();
    if (error instanceof UnreadableError)
      return new AppError('verify.sealed-unreadable', { detail: `${path}: ${error.message}`, cause: error });
    if (!(error instanceof AppError) || error.code !== 'sealing.not-opened') return readFailure(path, error);
    // Sealed for a key that is not here: nothing against the copy, and nothing more to be shown of it.
    if (error.detail.includes('another key')) return null;
    return new AppError('verify.sealed-unreadable', { detail: `${path}: ${error.detail}`, cause: error });
  }
}

async function checkHeader(
  copy: CopyAt,
  { file, recipients }: ConfigArtifact,
  path: string,
  signal: AbortSignal,
): Promise<AppError | null> {
  const damaged = (why: string) => new AppError('verify.sealed-unreadable', { detail: `${path}: ${why}` });
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytesOf(copy, file, signal, () => {})) {
    parts.push(chunk);
    length += chunk.length;
    if (length >= MOST_HEADER_BYTES) break;
  }
  const text = Buffer.concat(parts).subarray(0, MOST_HEADER_BYTES).toString('latin1');
  if (!text.startsWith(FIRST_LINE)) return damaged('it does not begin as a file sealed with age does.');
  const header = HEADER.exec(text)?.[0];
  if (header === undefined) return damaged('its header is not complete.');
  const sealedFor = header.split('\n').filter((line) => line.startsWith('-> X25519 ')).length;
  return sealedFor >= recipients.length ? null : damaged(`it was sealed for ${sealedFor} keys, the manifest names ${recipients.length}.`);
}

/** Names with sizes of the files in the tar. Throws UnreadableError when it does not come to its end mark. */
async function entriesIn(chunks: AsyncIterable<Buffer>): Promise<ReadonlyMap<string, number>> {
  const entries = new Map<string, number>();
  const reader = createTarReader({
    begin(entry) {
      if (entry.type === 'file') entries.set(entry.path.toString('utf8'), entry.bytes);
    },
    data: () => {},
    end: () => {},
  });
  for await (const chunk of chunks) reader.push(chunk);
  if (!reader.finish()) {
    throw new UnreadableError({ reason: 'archive-truncated', bytesRead: null, bytesOut: reader.completeBytes, code: '' });
  }
  return entries;
}

function entryDifferences({ entries }: ConfigArtifact, found: ReadonlyMap<string, number>): readonly string[] {
  const wanted = new Set(entries.map(({ name }) => name));
  return [
    ...entries.flatMap(({ name, bytes }) => {
      const there = found.get(name);
      if (there === undefined) return [`${name}: in the manifest, not in it`];
      return there === bytes ? [] : [`${name}: ${there} bytes, the manifest says ${bytes}`];
    }),
    ...[...found.keys()].filter((name) => !wanted.has(name)).map((name) => `${name}: in it, not in the manifest`),
  ];
}
