import { plainLine } from '../support/plain-text.ts';
import { identityFile, type KeptIdentity } from './identity-file.ts';

export interface KitFacts {
  /** UTC. */
  readonly printedAt: string;
  /** Name of the computer it was written on. */
  readonly computer: string;
}

/** As many characters as a person carries from paper to keyboard at once. */
const GROUP = 6;
const GROUPS_PER_LINE = 7;

/**
 * The recovery kit: one page to print, which opens everything this computer has sealed, with a standard tool and without Holdfast. It holds the secret key: the
 * caller writes it into a private file and nowhere else. Pure; no script, no picture, nothing loaded from elsewhere.
 */
export function recoveryKit(key: KeptIdentity, facts: KitFacts): string {
  const text = recoveryKitText(key, facts);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>Holdfast recovery kit</title>
<style>
  @page { size: A4; margin: 14mm 16mm; }
  body { margin: 2rem auto; max-width: 46rem; color: #000; background: #fff; }
  pre { font: 10.5pt/1.4 ui-monospace, Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
  @media print { body { margin: 0; } pre { font-size: 9.5pt; line-height: 1.3; } }
</style>
</head>
<body>
<pre>${escapeHtml(text)}</pre>
</body>
</html>
`;
}

/** The same as plain text; every line fits on paper. */
export function recoveryKitText(key: KeptIdentity, { printedAt, computer }: KitFacts): string {
  return `HOLDFAST RECOVERY KIT

Written ${utc(printedAt)} on ${plainLine(computer)}${key.createdAt === null ? '' : `, key made ${utc(key.createdAt)}`}

WHAT IT OPENS

The sealed files (*.age) of every backup made with this key: the settings of your sites with their passwords
and application keys. Whoever holds this page can open them. Without it, and without the computer named
above, nobody can: not the makers of Holdfast either.

THE SECRET KEY, TO TYPE (blanks and line ends do not matter, nor does upper or lower case in Holdfast)

${inGroups(key.identity)}

THE SECRET KEY, TO COPY (these lines are the file key.txt)

${identityFile([key]).trimEnd()}

PUBLIC PART (names the key, opens nothing)

${key.recipient}

HOW TO OPEN A SEALED FILE WITHOUT HOLDFAST

1. Install age: "apt install age", "brew install age", "winget install FiloSottile.age". rage works as well.
2. Put the lines under TO COPY into a file key.txt. By hand: what is under TO TYPE as one line, no blanks, upper case.
3. In the folder of the backup:

   age -d -i key.txt FILE.age > FILE.tar
   rage -d -i key.txt FILE.age > FILE.tar      (the same with rage)
   tar -tvf FILE.tar                           (shows what it holds)
   tar -xf FILE.tar                            (takes it out)

4. Delete key.txt again.

HOW TO USE IT IN HOLDFAST

On a new computer: take over the key where the app shows it; type the groups or paste the lines. On the command
line: holdfast key import.

WHERE TO KEEP IT

On paper, in two places that do not burn together: a safe, a bank box, a sealed envelope with somebody you trust.
Not beside the drive with the backups, not in the same cloud as the copies, not in e-mail. Delete the file you
printed it from. Write another one after the key was replaced, and keep this one as long as backups made with it.
`;
}

function inGroups(identity: string): string {
  const groups = identity.match(new RegExp(`.{1,${GROUP}}`, 'g')) ?? [];
  const lines: string[] = [];
  for (let at = 0; at < groups.length; at += GROUPS_PER_LINE) lines.push(groups.slice(at, at + GROUPS_PER_LINE).join('  '));
  return lines.join('\n');
}

function utc(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
