import type { MediaArtifact } from '../../../shared/model/artifact.ts';
import type { Compression } from '../../../shared/model/preflight.ts';
import { plainLine } from '../../support/plain-text.ts';
import { shellQuote, UNPACK } from './restore-commands.ts';
import type { Step } from './step.ts';

interface ArchivePath {
  /** From the folder of RESTORE.txt, with `/`. */
  readonly path: string;
  readonly compression: Compression;
}

/** Steps that bring back the files of a media archive, or of a whole chain, into a new folder beside RESTORE.txt. */
export function mediaSteps(artifact: MediaArtifact, number: number): readonly Step[] {
  const folder = `media_restored${number === 1 ? '' : `_${number}`}`;
  const archives = archivesOf(artifact);
  const of = artifact.folders.length === 0 ? '' : ` of ${artifact.folders.map(plainLine).join(', ')}`;
  const chain =
    archives.length === 1
      ? ''
      : `
This backup is the end of a chain: its own archive holds only what changed. The folders of the backups before it must lie beside this one.
They are unpacked in this order, each over the one before.
`;
  return [
    {
      title: `Unpack the files${of}`,
      body: `${chain}
    mkdir ${folder}
${archives.map((archive) => `    ${unpackInto(archive, folder)}`).join('\n')}

The names in ${folder} are those below the site's folder. As root, owners come back as well; as anybody else all files are yours.`,
    },
    ...(archives.length === 1 ? [] : [deletionsStep(artifact, folder)]),
  ];
}

function archivesOf({ chainFiles, chain, file, compression }: MediaArtifact): readonly ArchivePath[] {
  if (chain.length === 1 || chainFiles === undefined) return [{ path: file, compression }];
  return chainFiles.map((link, index) =>
    index === chainFiles.length - 1
      ? { path: link.file, compression: link.compression }
      : { path: `../${link.folder}/${link.file}`, compression: link.compression },
  );
}

function unpackInto({ path, compression }: ArchivePath, folder: string): string {
  const unpack = UNPACK[compression];
  return unpack === null ? `tar -xpf ${shellQuote(path)} -C ${folder}` : `${unpack} < ${shellQuote(path)} | tar -xpf - -C ${folder}`;
}

/**
 * Reads the list with Python, because names may hold anything; the program has no quotes a shell would see. It deletes only what an earlier archive of the
 * chain brought and the list does not have, and sets the rights the list names.
 */
function deletionsStep({ fileList }: MediaArtifact, folder: string): Step {
  return {
    title: 'Take away what had been deleted on the server before this backup',
    body: `Optional: without this step, files that were deleted since the first backup of the chain are there again. It needs Python 3.

    gunzip < ${shellQuote(fileList.file)} > file-list.jsonl
    python3 - ${folder} <<'END'
    import base64, json, os, sys
    root = os.fsencode(sys.argv[1])
    wanted = {}
    with open("file-list.jsonl", "rb") as lines:
        next(lines)
        for line in lines:
            entry = json.loads(line)
            path = entry["path"].encode() if "path" in entry else base64.b64decode(entry["path64"])
            wanted[os.path.join(root, path)] = entry
    for folder, folders, files in os.walk(root, topdown=False):
        for name in files + folders:
            path = os.path.join(folder, name)
            if path in wanted:
                if not os.path.islink(path):
                    os.chmod(path, int(wanted[path]["mode"], 8))
            elif os.path.isdir(path) and not os.path.islink(path):
                if not os.listdir(path):
                    os.rmdir(path)
            else:
                os.remove(path)
    END`,
  };
}

export function mediaNotes(artifacts: readonly MediaArtifact[]): readonly string[] {
  return [
    ...(artifacts.some(({ chain }) => chain.length > 1)
      ? ['The files are a chain: this folder alone does not hold all of them. Keep the folders named in the steps together.']
      : []),
    ...(artifacts.some(({ kind, chain }) => kind === 'incremental' && chain.length === 1)
      ? ['The server made an archive of changed files alone: unpack it over the full one before it.']
      : []),
  ];
}

export function mediaOnWindows(artifacts: readonly MediaArtifact[]): readonly string[] {
  return artifacts.map((artifact, index) => {
    const folder = `media_restored${index === 0 ? '' : `_${index + 1}`}`;
    return [
      `    mkdir ${folder}`,
      ...archivesOf(artifact).map(({ path, compression }) => {
        const file = path.replaceAll('/', '\\');
        return compression === 'zstd' ? `    zstd -dc "${file}" | tar -xf - -C ${folder}` : `    tar -xf "${file}" -C ${folder}`;
      }),
    ].join('\n');
  });
}
