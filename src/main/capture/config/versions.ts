import type { ConfigFile } from './config-answer.ts';

/** Where `holdfast/versions.txt` says which version: heading of the section, name in the manifest, pattern. */
const SAID: readonly (readonly [string, string, RegExp])[] = [
  ['uname -a', 'kernel', /^(\S+ \S+ \S+)/],
  ['os-release', 'os', /^PRETTY_NAME="?([^"\n]+)"?$/m],
  ['php -v', 'php', /^PHP (\d\S*)/m],
  ['python3 --version', 'python', /^Python (\d\S*)/m],
  ['node --version', 'node', /^v(\d\S*)/m],
  ['mariadb --version', 'mariadb-client', /(?:Distrib |from )?(\d+\.\d+\.\d+\S*-MariaDB|\d+\.\d+\.\d+)/],
  ['mysql --version', 'mysql-client', /(?:Distrib |from )?(\d+\.\d+\.\d+\S*-MariaDB|\d+\.\d+\.\d+)/],
  ['nginx -v', 'nginx', /nginx\/(\S+)/],
  ['apache2 -v', 'apache', /Apache\/(\S+)/],
  ['httpd -v', 'apache', /Apache\/(\S+)/],
];

/** What the site runs on, name -> version, as far as the captured files say: `php`, `python`, `os`, `framework`... Pure. */
export function versionsOf(files: readonly ConfigFile[]): Record<string, string> {
  const text = (name: string) => files.find((file) => file.name === name)?.data.toString('utf8');
  const sections = new Map(
    (text('holdfast/versions.txt') ?? '').split(/^== /m).map((part): [string, string] => {
      const end = part.indexOf('\n');
      return [part.slice(0, Math.max(end, 0)), part.slice(end + 1)];
    }),
  );
  const versions: Record<string, string> = {};
  for (const [heading, name, pattern] of SAID) {
    const found = pattern.exec(sections.get(heading) ?? '')?.[1];
    if (found !== undefined) versions[name] ??= found;
  }
  const framework = laravelOf(text('composer.lock')) ?? djangoOf(files);
  if (framework !== null) versions['framework'] = framework;
  return versions;
}

function laravelOf(lock: string | undefined): string | null {
  const found = /"name":\s*"laravel\/framework",\s*"version":\s*"v?([^"]+)"/.exec(lock ?? '')?.[1];
  return found === undefined ? null : `Laravel ${found}`;
}

function djangoOf(files: readonly ConfigFile[]): string | null {
  for (const { name, data } of files) {
    if (!/^(?:requirements.*\.txt|poetry\.lock|uv\.lock|Pipfile\.lock)$/.test(name)) continue;
    const found = /^(?:django==|name = "django"\nversion = "|\s*"django": \{[^}]*"version": "==)(\d[^"\s;]*)/im.exec(
      data.toString('utf8'),
    )?.[1];
    if (found !== undefined) return `Django ${found}`;
  }
  return null;
}
