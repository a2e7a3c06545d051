import { AppError } from '../errors/app-error.ts';
import { lookAtSite as program } from '../remote/programs.ts';
import type { RemoteShell } from '../servers/ssh/remote-shell.ts';

/** What lies in a folder of a server. `env` holds secrets: it is parsed and dropped, never stored or sent on. */
export interface SiteLook {
  readonly root: string;
  readonly artisan: boolean;
  readonly managePy: boolean;
  /** "11.31.0"; null when no lock or requirements file says. */
  readonly laravelVersion: string | null;
  readonly djangoVersion: string | null;
  readonly env: { readonly state: 'read'; readonly text: string } | { readonly state: 'missing' | 'unreadable' };
}

/** Throws `site.root-missing` when the folder is not there, `ssh.*` when the server is not. */
export async function lookAtSite(shell: RemoteShell, root: string, envFile: string, signal: AbortSignal): Promise<SiteLook> {
  const result = await shell.run({ program, args: [root, envFile], signal });
  const output = result.stdout.toString('utf8');
  const [head, env] = splitOnce(output, '\nenv-begin\n');
  const facts = new Map(head.split('\n').map((line) => splitOnce(line, ' ') as [string, string]));
  if (facts.get('root') === 'missing') throw new AppError('site.root-missing', { detail: root });
  if (facts.get('root') !== 'ok') throw new AppError('ssh.command-failed', { detail: result.stderr.slice(-500) });
  return {
    root: facts.get('real') ?? root,
    artisan: facts.get('artisan') === 'yes',
    managePy: facts.get('manage.py') === 'yes',
    laravelVersion: facts.get('laravel') ?? null,
    djangoVersion: facts.get('django') ?? null,
    env: env === undefined ? { state: facts.get('env') === 'unreadable' ? 'unreadable' : 'missing' } : { state: 'read', text: env },
  };
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}
