import { readdirSync, readFileSync, rmSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { AppError } from '../../../../src/main/errors/app-error.ts';
import { createMediaTree, mutateMediaTree } from '../../../lab/practice-site/media-tree.ts';
import type { Captured } from '../../capture/media/media-lab.ts';
import { startRestoreLab, type Journal, type RestoreLab, type Snapshot } from './restore-lab.ts';

// Everything the program does to the server's files goes through mv. This one kills all there is of the program at the call it is told, or waits there.
const MV = `#!/bin/sh
n=$(($(cat "$HOME/mv-calls" 2>/dev/null || echo 0) + 1))
echo "$n" >"$HOME/mv-calls"
read -r at when <"$HOME/mv-trap" 2>/dev/null
if [ "$n" = "\${at-}" ] && [ "\${when-}" = before ]; then kill -KILL 0; fi
# Before what was brought back gets the name of the live folder.
case "\${at-} \${3-}" in
"live "*/storage/app) at=here ;;
"refused "*/storage/app)
  case "$2" in *.hf-old-*) ;; *) echo "mv: Device or resource busy" >&2; exit 1 ;; esac ;;
esac
if [ "\${at-}" = here ] && [ ! -e "$HOME/mv-waited" ]; then
  : >"$HOME/mv-waited"
  : >"$HOME/mv-waits"
  while [ -e "$HOME/mv-waits" ]; do sleep 0.05; done
fi
/bin/mv "$@" || exit
if [ "$n" = "\${at-}" ] && [ "\${when-}" = after ]; then kill -KILL 0; fi
exit 0
`;

const TREE = { files: 120, bytes: 200_000, seed: 'killed' } as const;
export const MODES = ['whole', 'different'] as const;

export interface World {
  readonly lab: RestoreLab;
  readonly captured: Captured;
  readonly truth: Snapshot;
  readonly before: Snapshot;
}

export async function startWorld(): Promise<World> {
  const lab = await startRestoreLab({ programs: { mv: MV } });
  const { media } = lab.media;
  createMediaTree(media, TREE);
  mkdirSync(join(media, 'cache'));
  writeFileSync(join(media, 'cache/page'), 'left out');
  lab.settle();
  writeFileSync(join(media, "it's broken.jpg"), 'as it was');
  lab.settle();
  const captured = await lab.backUp({ excludes: ['cache/'] });
  const truth = lab.snapshot();
  mutateMediaTree(media, TREE, { change: 60, remove: 4, add: 3 });
  writeFileSync(join(media, "it's broken.jpg"), 'as it is now');
  lab.settle();
  return { lab, captured, truth, before: lab.snapshot() };
}

export const trap = ({ lab }: World, text: string) => {
  for (const name of ['mv-calls', 'mv-waited']) rmSync(join(lab.media.sshd.home, name), { force: true });
  writeFileSync(join(lab.media.sshd.home, 'mv-trap'), text);
};
export const calls = ({ lab }: World) => Number(readFileSync(join(lab.media.sshd.home, 'mv-calls'), 'utf8'));

/** The files of the backup are live, byte for byte; with `different` those that only the server had are, too. */
export function expectRestored({ lab, truth, before }: World, mode: (typeof MODES)[number]): void {
  const now = lab.snapshot();
  for (const [key, hash] of truth.hashes) expect([key, now.hashes.get(key)]).toEqual([key, hash]);
  const more = [...now.hashes.keys()].filter((key) => !truth.hashes.has(key));
  expect(more).toEqual(mode === 'whole' ? [] : [...before.hashes.keys()].filter((key) => !truth.hashes.has(key)));
}

export async function tidied({ lab, before }: World, journal: Journal): Promise<void> {
  await journal.undo('switch');
  await journal.undo('unpack');
  expect(lab.snapshot()).toEqual(before);
  for (const entry of readdirSync(join(lab.media.root, 'storage')).filter((name) => name !== 'app'))
    rmSync(join(lab.media.root, 'storage', entry), { recursive: true });
}

/** The last rename but one makes the answer known: what is killed after it is over already. */
export async function endOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'well';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}
