import type { Site } from '../../../shared/model/site.ts';
import type { SiteRecovery } from '../../../shared/model/site-recovery.ts';
import type { SitePrograms } from './find-programs.ts';
import { siteCommands, type SiteCommand } from './site-commands.ts';

/** Stands for the random word of the bypass link wherever commands are shown before it is made. */
const SECRET_SHOWN = 'RANDOM';

type Commanded = { readonly site: Pick<Site, 'profile'>; readonly recovery: Pick<SiteRecovery, 'commands'> };

/** The commands of a site for one purpose; programs that were not found keep their usual names, so that the server itself says that they are missing. */
export function commandsOf(
  { site, recovery }: Commanded,
  name: SiteCommand,
  programs: Pick<SitePrograms, 'php' | 'python'> | null,
  secret = SECRET_SHOWN,
): readonly string[] {
  const values = { php: programs?.php?.path ?? 'php', python: programs?.python?.path ?? 'python3', secret };
  return siteCommands(name, site.profile, recovery.commands, values);
}

/** The operator wrote this command; nothing is known of what it does. */
export function isOwnCommand({ recovery }: Pick<Commanded, 'recovery'>, name: SiteCommand): boolean {
  return recovery.commands[name] !== undefined;
}
