/** Words of the set-up go to stderr: stdout belongs to the command (`npm run -s cli -- backup list --json`). */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Something a person has to do first; its message is all they need. */
export class SetupProblem extends Error {}
