import { TAR_END, tarHeader, tarPadding } from '../../archive/tar-writer.ts';
import type { ConfigFile } from './config-answer.ts';

const NS_PER_SECOND = 1_000_000_000n;

/** The files as a tar, readable by their owner alone when taken out. `mtimeMs`: since the epoch, for all of them. */
export function* settingsTar(files: readonly ConfigFile[], mtimeMs: number): Generator<Buffer> {
  const mtimeNs = BigInt(Math.floor(mtimeMs / 1000)) * NS_PER_SECOND;
  for (const { name, data } of files) {
    const bytes = data.length;
    const owner = { mode: 0o600, uid: 0, gid: 0, user: '', group: '' };
    yield tarHeader({ ...owner, path: Buffer.from(name), type: 'file', bytes, mtimeNs, target: null });
    yield data;
    yield tarPadding(bytes);
  }
  yield TAR_END;
}
