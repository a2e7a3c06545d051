import type { RestorePlan } from '../../../../shared/model/restore.ts';
import type { Server } from '../../../../shared/model/server.ts';
import type { Site } from '../../../../shared/model/site.ts';

export interface IdentityCheck {
  readonly label: string;
  readonly value: string;
  readonly mono: boolean;
  /** `new`: there was nothing to compare with. */
  readonly verdict: 'same' | 'new' | 'differs';
  readonly words: string;
}

/** What the plan found on the target against what is registered of it. The main process compares again in the second before each destructive step. */
export function identityChecks({ identity }: RestorePlan, site: Site | null, server: Server | null): readonly IdentityCheck[] {
  return [
    compare(
      'Server',
      `${identity.serverName}, ${identity.address.replace(/:22$/, '')}`,
      identity.address,
      server === null ? null : `${server.address}:${server.port}`,
      'right server',
      'not registered',
    ),
    {
      ...compare('Host key', shortKey(identity.hostKey), identity.hostKey, server?.hostKey?.fingerprint ?? null, 'as pinned', 'not pinned'),
      mono: true,
    },
    compare(
      'APP_URL',
      identity.appUrl ?? 'not set there',
      identity.appUrl === null ? null : hostOf(identity.appUrl),
      registeredHost(site),
      'matches',
      'nothing to compare with',
    ),
    identity.marker === null
      ? { label: 'Marker file', value: 'none yet', mono: false, verdict: 'new', words: 'the first step writes it' }
      : compare(
          'Marker file',
          site !== null && identity.marker === site.id ? site.name : identity.marker,
          identity.marker,
          site?.id ?? null,
          'matches',
          'site not registered',
        ),
    compare('Folder', identity.root, identity.root, site?.root ?? null, 'matches', 'site not registered'),
  ];
}

/** Something differs, or a check says that the plan cannot run. */
export function isStopped(plan: RestorePlan, site: Site | null, server: Server | null): boolean {
  return (
    plan.checks.some(({ verdict }) => verdict === 'stop') || identityChecks(plan, site, server).some(({ verdict }) => verdict === 'differs')
  );
}

function compare(
  label: string,
  value: string,
  found: string | null,
  expected: string | null,
  same: string,
  unknown: string,
): IdentityCheck {
  const verdict = found === null || expected === null ? 'new' : found === expected ? 'same' : 'differs';
  return {
    label,
    value,
    mono: false,
    verdict,
    words: verdict === 'same' ? same : verdict === 'new' ? unknown : `registered is ${expected ?? ''}`,
  };
}

function registeredHost(site: Site | null): string | null {
  return site === null || site.url === null ? null : hostOf(site.url);
}

/** A site that moved from http to https is the same site. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

/** "SHA256:tQ8n…TEb2": enough to recognise; the whole key was compared. */
function shortKey(fingerprint: string): string {
  const digest = fingerprint.replace(/^SHA256:/, '');
  return digest.length > 12 ? `SHA256:${digest.slice(0, 4)}…${digest.slice(-4)}` : fingerprint;
}
