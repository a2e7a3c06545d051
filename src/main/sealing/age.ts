import { ReadableStream as WebStream } from 'node:stream/web';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { AppError } from '../errors/app-error.ts';

/** A new secret key, `AGE-SECRET-KEY-1...`. Whoever has it opens everything sealed for its recipient. */
export function newIdentity(): Promise<string> {
  return generateX25519Identity();
}

/** The public part of a secret key, `age1...`. Throws `sealing.key-invalid`; the text never shows in the problem. */
export async function recipientOf(identity: string): Promise<string> {
  try {
    return await identityToRecipient(identity);
  } catch {
    // No cause: the library's words may repeat what was typed.
    throw new AppError('sealing.key-invalid');
  }
}

/**
 * Seals a stream in the format of `age`, for every recipient (`age1...`) at once. Memory stays below a few pieces of 64 KiB plus one chunk of the source.
 * What the source throws comes through; leaving the loop early ends the source. Needs no secret.
 */
export async function* sealStream(recipients: readonly string[], chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  const source = watched(chunks);
  try {
    yield* buffersOf(await encrypter.encrypt(source.stream));
  } finally {
    await source.end();
  }
}

/**
 * Opens what was sealed for any of the identities. Every piece is authenticated before it comes out, and the end is: a caller may use what came only when the
 * loop ended by itself. Throws `sealing.not-opened` for another key, damage or a missing end, and what the source throws.
 */
export async function* openStream(identities: readonly string[], chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  const source = watched(chunks);
  try {
    yield* buffersOf(await decrypter.decrypt(source.stream));
  } catch (error) {
    if (source.failure() !== null) throw source.failure()?.reason;
    throw new AppError('sealing.not-opened', { detail: error instanceof Error ? wordsFor(error.message) : '' });
  } finally {
    await source.end();
  }
}

async function* buffersOf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    if (chunk.length > 0) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }
}

/**
 * The source as a stream of the web. Remembers what the source itself threw, to tell a lost line from a damaged file; `end` waits until it is closed, which a
 * stream that is cancelled does not.
 */
function watched(chunks: AsyncIterable<Uint8Array>) {
  let failure: { readonly reason: unknown } | null = null;
  async function* pass(): AsyncGenerator<Uint8Array, void> {
    try {
      yield* chunks;
    } catch (reason) {
      failure = { reason };
      throw reason;
    }
  }
  const passing = pass();
  return {
    // The same class under two names, which the compiler takes for two classes.
    stream: WebStream.from<Uint8Array>(passing) as unknown as ReadableStream<Uint8Array>,
    failure: () => failure as { readonly reason: unknown } | null,
    end: () => passing.return(),
  };
}

function wordsFor(message: string): string {
  if (/no identity matched/.test(message)) return 'It was sealed for another key.';
  if (/invalid tag|final chunk|HMAC/i.test(message)) return 'It is damaged or not complete.';
  return `It is no sealed file, or damaged at its beginning (${message.slice(0, 100)}).`;
}
