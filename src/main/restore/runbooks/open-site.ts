import type { Source } from '../../../shared/model/source.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import { dialectOf, ENV_FILE } from '../../sites/detect-sites.ts';
import { parseEnv } from '../../sites/env/parse-env.ts';
import { lookAtSite } from '../../sites/look-at-site.ts';
import type { RestoreTarget } from '../step.ts';
import { findPrograms, type SitePrograms } from './find-programs.ts';
import { secretValues } from './hide-secrets.ts';
import { runCommand, type CommandResult } from './run-command.ts';

/** A site on its server, ready to run commands. */
export interface OpenSite {
  readonly shell: RemoteShell;
  readonly root: string;
  readonly programs: SitePrograms;
  /** Its settings file as it is now; empty when there is none to be read. */
  readonly env: ReadonlyMap<string, string>;
  /** `seconds`: default 300. */
  run(line: string, seconds?: number): Promise<CommandResult>;
  readonly signal: AbortSignal;
}

/** `hidden`: what else must not be kept of commands and their output. Throws `site.root-missing`, `ssh.*`. */
export async function openSite(
  shell: RemoteShell,
  { site, sources }: Pick<RestoreTarget, 'site' | 'sources'>,
  hidden: readonly string[],
  signal: AbortSignal,
): Promise<OpenSite> {
  const programs = await findPrograms(shell, site.root, signal);
  const look = await lookAtSite(shell, site.root, settingsFileOf(sources), signal);
  const env = look.env.state === 'read' ? parseEnv(look.env.text, dialectOf(site.profile)).values : new Map<string, string>();
  const secrets = [...hidden, ...secretValues(env)];
  return {
    shell,
    root: site.root,
    programs,
    env,
    run: (line, seconds) =>
      runCommand(shell, { root: site.root, line, hidden: secrets, signal, ...(seconds === undefined ? {} : { seconds }) }),
    signal,
  };
}

/** The file a site keeps its settings in, relative to its root. */
export function settingsFileOf(sources: readonly Source[]): string {
  for (const source of sources) if (source.kind === 'database' && source.access.from === 'site-env') return source.access.envFile;
  return sources.find((source) => source.kind === 'config')?.envFile ?? ENV_FILE;
}
