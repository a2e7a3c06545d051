import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { askSiteCron } from '../../../src/main/app/cron/ask-site-cron.ts';
import { installCron, removeCron } from '../../../src/main/app/cron/change-cron.ts';
import { planCron, planCronRemoval } from '../../../src/main/app/cron/plan-cron.ts';
import { knownCron } from '../../../src/main/app/cron/site-cron-of.ts';
import type { HostAbilities } from '../../../src/main/app/app.ts';
import { buildModules, type Modules } from '../../../src/main/app/modules.ts';
import type { RemoteCall } from '../../../src/main/servers/ssh/remote-shell.ts';
import { systemClock } from '../../../src/main/support/clock.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import type { CronPlan, CronPreview, CronState } from '../../../src/shared/model/cron.ts';
import { DEFAULT_CRON_PLAN } from '../../../src/shared/model/cron-presets.ts';
import type { Site } from '../../../src/shared/model/site.ts';
import type { DatabaseSource, MediaSource } from '../../../src/shared/model/source.ts';
import type { Sshd } from '../../lab/sshd.ts';
import { sampleSite } from '../../unit/model-samples.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { makeKeeper } from '../places/place-folder.ts';
import { memorySecrets, never, serverFor } from '../servers/lab-servers.ts';

/**
 * A crontab program as cron's own behaves, with the table in the home folder: for accounts that share one cron on the computer of the test, and for what a real
 * one cannot be made to do. `~/.refuse`: words with which it takes no table. `~/.mangle`: it keeps a table otherwise than it was given.
 */
export const CRONTAB = `#!/bin/sh
table=$HOME/.cron-table
case $1 in
-l) [ -f "$table" ] || { echo "no crontab for $(id -un)" >&2; exit 1; }; cat "$table" ;;
-r) rm -f "$table" ;;
*)
  if [ -f "$HOME/.refuse" ]; then cat "$HOME/.refuse" >&2; exit 1; fi
  cat "$1" >"$table.new" && mv "$table.new" "$table"
  [ ! -f "$HOME/.mangle" ] || { rm "$HOME/.mangle"; echo '# touched' >>"$table"; }
  ;;
esac
`;

const host: HostAbilities = {
  kind: 'terminal',
  chooseFolder: () => Promise.resolve(null),
  chooseFile: () => Promise.resolve(null),
  chooseNewFile: () => Promise.resolve(null),
  reveal: () => Promise.resolve(),
};

export interface CronWorld {
  readonly modules: Modules;
  readonly secrets: ReturnType<typeof memorySecrets>;
  readonly site: Site;
  /** The private folder on the server. */
  readonly folder: string;
  readonly preview: (plan?: CronPlan | null) => Promise<CronPreview>;
  /** Previews, and installs what was shown. */
  readonly install: (plan?: CronPlan) => Promise<CronState>;
  readonly installWith: (digest: string, plan?: CronPlan) => Promise<CronState>;
  readonly remove: (files: boolean) => Promise<CronState>;
  readonly previewRemoval: (files: boolean) => Promise<CronPreview>;
  readonly ask: () => Promise<CronState>;
}

/** Busybox runs its own crontab before any other: there the stand-in is a function, which comes before applets. */
const AS_FUNCTION = `crontab() { sh "$HOME/.crontab-program" "$@"; }\n`;

export interface CronWorldOptions {
  /** Of a busybox server. */
  readonly crontabAsFunction?: boolean;
  readonly root: string;
  readonly database?: Partial<DatabaseSource> & Pick<DatabaseSource, 'database' | 'address' | 'user'>;
  readonly media?: readonly string[];
  readonly site?: Partial<Site>;
}

/** An app's modules with one site on the server. */
export async function cronWorld(sshd: Sshd, options: CronWorldOptions): Promise<CronWorld> {
  const home = scratchFolder();
  const server = serverFor(sshd);
  const site = sampleSite(server, { root: options.root, ...options.site });
  const secrets = memorySecrets();
  const built = buildModules({
    home,
    host,
    access: 'work',
    appVersion: '0.0.0',
    secrets,
    logger: silentLogger,
    clock: systemClock,
    closing: never,
    runnerIfAny: () => null,
    emit: () => {},
  });
  if (options.crontabAsFunction === true) writeFileSync(join(sshd.home, '.crontab-program'), CRONTAB);
  const modules = options.crontabAsFunction === true ? { ...built, connections: prefixed(built.connections) } : built;
  onTestFinished(async () => {
    await modules.connections.close();
    modules.catalog.close();
  });
  const { catalog } = modules;
  const { place } = await makeKeeper(home);
  catalog.places.put(place);
  catalog.settings.put('place-id', place.id);
  catalog.servers.insert(server);
  catalog.sites.insert(site);
  if (options.database !== undefined) {
    const access = { from: 'site-env', envFile: '.env' } as const;
    catalog.sources.insert({ id: randomUUID() as DatabaseSource['id'], siteId: site.id, kind: 'database', access, ...options.database });
  }
  if (options.media !== undefined) catalog.sources.insert(mediaSource(site, options.media));
  const withShell = <T>(use: Parameters<typeof modules.connections.withShell<T>>[2]) =>
    modules.connections.withShell(server.id, never, use);
  const plannedFor = (plan: CronPlan | null) => withShell((shell) => planCron(modules, shell, site.id, plan, never));
  const removal = (files: boolean) => withShell((shell) => planCronRemoval(modules, shell, site.id, files, never));
  const installWith = (digest: string, plan = DEFAULT_CRON_PLAN) => installCron(modules, site.id, plan, { digest, signal: never });
  return {
    modules,
    secrets,
    site,
    folder: join(sshd.home, '.holdfast', `${site.name}-${site.id.slice(0, 8)}`),
    preview: async (plan = null) => (await plannedFor(plan)).preview,
    installWith,
    install: async (plan = DEFAULT_CRON_PLAN) => installWith((await plannedFor(plan)).preview.digest, plan),
    previewRemoval: async (files) => (await removal(files)).preview,
    remove: async (files) => removeCron(modules, site.id, files, { digest: (await removal(files)).preview.digest, signal: never }),
    async ask() {
      await askSiteCron(modules, site.id, never);
      return knownCron(modules, site.id);
    },
  };
}

/** Connections whose programs begin with the stand-in. */
function prefixed(connections: Modules['connections']): Modules['connections'] {
  const withStandIn = (call: RemoteCall): RemoteCall => ({ ...call, program: { ...call.program, text: AS_FUNCTION + call.program.text } });
  return {
    ...connections,
    withShell: (serverId, signal, use) =>
      connections.withShell(serverId, signal, (shell) =>
        use({ ...shell, run: (call) => shell.run(withStandIn(call)), stream: (call) => shell.stream(withStandIn(call)) }),
      ),
  };
}

function mediaSource(site: Site, folders: readonly string[]): MediaSource {
  const id = randomUUID() as MediaSource['id'];
  return { id, siteId: site.id, kind: 'media', folders: [...folders], excludes: [], symlinks: 'keep', compression: null };
}

/** The table of the stand-in: bytes as latin1; null: there is none. */
export function tableOf({ home }: Pick<Sshd, 'home'>): string | null {
  const file = join(home, '.cron-table');
  return existsSync(file) ? readFileSync(file, 'latin1') : null;
}

export function putTable({ home }: Pick<Sshd, 'home'>, text: string): void {
  writeFileSync(join(home, '.cron-table'), text, { encoding: 'latin1', mode: 0o666 });
}
