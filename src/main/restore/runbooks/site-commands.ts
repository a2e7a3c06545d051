import type { Profile } from '../../../shared/model/site.ts';
import { PROFILE_COMMANDS, type SiteCommand } from '../../../shared/model/site-commands.ts';
import type { SiteRecovery } from '../../../shared/model/site-recovery.ts';

export type { SiteCommand };

/** What stands in a command for the program that was found on the server, and for the random word of the bypass link. */
const PLACEHOLDER = /\{(php|python|secret)\}/g;

/** Programs as they were found on the server, and the word of the bypass link. */
export interface CommandValues {
  readonly php: string;
  readonly python: string;
  readonly secret: string;
}

/**
 * The exact commands a site runs for a step, in order; none: nothing is run. The operator's own command takes the place of the profile's, line by line;
 * an empty one runs nothing. `{php}`, `{python}` and `{secret}` stand for what was found and made.
 */
export function siteCommands(
  name: SiteCommand,
  profile: Profile,
  commands: SiteRecovery['commands'],
  values: CommandValues,
): readonly string[] {
  const own = commands[name];
  const lines = own === undefined ? PROFILE_COMMANDS[profile][name] : own.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '')
    .map((line) => line.replace(PLACEHOLDER, (_, key: string) => shellWord(values[key as keyof CommandValues])));
}

/** Quoted only where the shell would read it as more than a word. */
function shellWord(text: string): string {
  return /^[\w./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
