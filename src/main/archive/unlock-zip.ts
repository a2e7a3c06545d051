import { AppError } from '../errors/app-error.ts';
import { openZip, type OpenZip, type ZipBytes } from './open-zip.ts';

/** Passwords to be tried, the likeliest first; asked for one after the other, and only while none opened the zip. */
export type ZipPasswords = Iterable<string> | AsyncIterable<string>;

/** Opens a zip with the first password that opens it; a plain one with none. Throws `zip.password-missing`, `zip.password-wrong` and as `openZip`. */
export async function unlockZip(from: string | ZipBytes, passwords: () => ZipPasswords | Promise<ZipPasswords>): Promise<OpenZip> {
  const plain = await openZip(from, null);
  if (!plain.encrypted) return plain;
  await plain[Symbol.asyncDispose]();
  const tried = new Set<string>();
  for await (const password of await passwords()) {
    if (tried.has(password)) continue;
    tried.add(password);
    try {
      return await openZip(from, password);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'zip.password-wrong')) throw error;
    }
  }
  throw new AppError(tried.size === 0 ? 'zip.password-missing' : 'zip.password-wrong');
}
