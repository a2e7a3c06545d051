import { readSidecars as program } from '../../remote/adoption-programs.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import { stemOf } from './facts-in-name.ts';
import { sidecarFacts, type SidecarFacts } from './sidecars.ts';

/** A checksum is a line, a description a page. */
const MOST_BYTES = 1024 * 1024;

/** Reads what lies beside a backup on the server. Nothing there is no problem. Throws `ssh.*`. */
export async function readSidecars(shell: RemoteShell, path: string, signal: AbortSignal): Promise<SidecarFacts> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const result = await shell.run({ program, args: [path, String(MOST_BYTES), stemOf(name)], signal });
  return sidecarFacts(result.stdout, name);
}
