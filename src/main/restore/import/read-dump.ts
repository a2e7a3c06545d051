import { createHash } from 'node:crypto';
import type { DatabaseArtifact } from '../../../shared/model/artifact.ts';
import { AppError } from '../../errors/app-error.ts';
import type { DumpSource } from './dump-source.ts';

/** A place that gives nothing new so many times in a row is not asked again. */
const MOST_ATTEMPTS = 4;

export interface ReadDump {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * The bytes of an artifact, hashed while they pass; goes on where a lost line had stopped. Throws `import.copy-damaged` at its end when they are not the
 * ones of the manifest, whatever has been made of them, and what the place throws when it gives no more.
 */
export async function* readDump(
  source: DumpSource,
  { file, bytes: size, sha256: expected }: Pick<DatabaseArtifact, 'file' | 'bytes' | 'sha256'>,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Buffer, ReadDump, undefined> {
  const hash = createHash('sha256');
  let bytes = 0;
  for (let attempt = 1; ; attempt++) {
    const before = bytes;
    try {
      for await (const chunk of source.read(bytes, signal)) {
        signal.throwIfAborted();
        hash.update(chunk);
        bytes += chunk.length;
        onBytes(bytes);
        yield chunk;
      }
      break;
    } catch (error) {
      signal.throwIfAborted();
      if (bytes > before) attempt = 1;
      if (attempt >= MOST_ATTEMPTS || !isLostLine(error)) throw error;
    }
  }
  const sha256 = hash.digest('hex');
  if (bytes !== size || sha256 !== expected) {
    const detail = `${file} in ${source.name}: ${bytes} bytes with SHA-256 ${sha256}; the manifest says ${size} bytes with ${expected}.`;
    throw new AppError('import.copy-damaged', { detail });
  }
  return { bytes, sha256 };
}

function isLostLine(error: unknown): boolean {
  return error instanceof AppError && ['place.unreachable', 'ssh.connection-lost', 'ssh.unreachable'].includes(error.code);
}
