import type { Template } from '../template.ts';

export const drillProblems = {
  'drill.not-found': {
    title: 'This drill is not in the catalog',
    hint: 'Nothing was changed. Open the list of drills again.',
    retryable: false,
  },
  'drill.no-backup': {
    title: 'There is no backup that could be tried',
    hint: 'Nothing was changed. The details say what is missing; a drill needs a whole backup with a copy that can be read now.',
    retryable: false,
  },
  'drill.no-server-program': {
    title: 'No database server was found on this computer',
    hint: 'The backup was not tried, and nothing speaks against it. Install one of those in the details, or choose a scratch database on a server.',
    retryable: false,
  },
  'drill.server-not-started': {
    title: 'The private database server of the drill did not start',
    hint: 'The backup was not tried, and nothing speaks against it. Nothing of the attempt is left. The details hold the last words of the server.',
    retryable: true,
  },
  'drill.no-room': {
    title: 'There is not enough room on this computer for the drill',
    hint: 'The backup was not tried, and nothing speaks against it. Make room on the disk named in the details, or choose a scratch database on a server.',
    retryable: false,
  },
  'drill.target-is-live': {
    title: 'The account of the drill belongs to a registered site',
    hint: 'Nothing was changed. Make an account that may write to scratch databases alone; the details have the statement.',
    retryable: false,
  },
  'drill.target-reaches-live': {
    title: 'The account of the drill may do more than write to scratch databases',
    hint: 'Nothing was changed. The details name what it could reach, and the statement for an account that cannot.',
    retryable: false,
  },
  'drill.secret-missing': {
    title: 'The password of the scratch database is not here',
    hint: 'The backup was not tried, and nothing speaks against it. Enter the password in the settings of the drill.',
    retryable: false,
  },
  'drill.assertion-refused': {
    title: 'A condition of the drill could not be asked',
    hint: 'It says nothing of the backup, and no data was changed by it. A condition is one statement that only reads, on its own database; mend it in the settings of the drill.',
    retryable: false,
  },
  'drill.failed': {
    title: 'The backup did not pass its drill',
    hint: 'The live site was not touched. The copy does not count as good any more. Look at the details, try another copy or backup, and make a new backup.',
    retryable: false,
  },
  'report.needs-window': {
    title: 'A PDF can only be made in the desktop window',
    hint: 'Nothing was written. Save the report as HTML, which prints to the same page in every browser.',
    retryable: false,
  },
  'report.not-written': {
    title: 'The report could not be written',
    hint: 'Nothing was replaced. The details name the file; choose another one.',
    retryable: false,
  },
} as const satisfies Record<string, Template>;
