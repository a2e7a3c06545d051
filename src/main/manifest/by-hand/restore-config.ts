import type { BundleArtifact, ConfigArtifact } from '../../../shared/model/artifact.ts';
import { plainLine } from '../../support/plain-text.ts';
import { shellQuote } from './restore-commands.ts';
import type { Step } from './step.ts';

/** How to open the sealed settings of a site. */
export function configSteps({ file, recipients }: ConfigArtifact): readonly Step[] {
  const tar = file.replace(/\.age$/u, '');
  return [
    {
      title: 'Open the settings of the site',
      body: `They are sealed. The program age (or rage) opens them with the secret key of the recovery kit: the line that begins with AGE-SECRET-KEY,
alone in a file. The public key that belongs to it is ${recipients.map(plainLine).join(', ')}.

    KEY=key.txt
    age -d -i "$KEY" -o ${shellQuote(tar)} ${shellQuote(file)}
    mkdir config_restored
    tar -xpf ${shellQuote(tar)} -C config_restored

Delete key.txt and config_restored when the site runs: they hold its passwords.`,
    },
  ];
}

export function configNotes(artifacts: readonly ConfigArtifact[]): readonly string[] {
  return artifacts.flatMap(({ applicationKey }) =>
    applicationKey === null
      ? []
      : [
          `The database and the settings belong together: what the site encrypted can only be read with the ${plainLine(applicationKey.name)} sealed in this very backup (fingerprint ${plainLine(applicationKey.fingerprint)}).`,
        ],
  );
}

/** The folder in which the steps unpack a zip the server made. */
export const UNPACKED = 'bundle_restored';

const LEFT_OPEN = `Delete ${UNPACKED} when the site runs: what the zip keeps encrypted lies there for everybody who can read this folder.`;

/** How to open a zip the server made. */
export function bundleSteps({ file, encrypted, dumps }: BundleArtifact): readonly Step[] {
  const password = encrypted
    ? `It asks for the password: BACKUP_ARCHIVE_PASSWORD in the settings of the site. unzip cannot open this kind; 7-Zip can.\n\n`
    : '';
  const found =
    dumps.length === 0
      ? 'It holds no database dump.'
      : `The dumps are: ${dumps.map(({ path }) => plainLine(path)).join(', ')}. The steps below bring them in.`;
  return [
    {
      title: `Unpack ${plainLine(file)}`,
      body: `${password}    7z x -o${UNPACKED} ${shellQuote(file)}\n\n${found}${encrypted ? `\n\n${LEFT_OPEN}` : ''}`,
    },
  ];
}
