import type { Artifact } from '../../shared/model/artifact.ts';

/** A backup as its manifest tells it. */
export interface ManifestFact {
  readonly artifacts: readonly Artifact[];
}

const NAMES: Readonly<Record<string, string>> = {
  php: 'PHP',
  python: 'Python',
  framework: '',
  laravel: 'Laravel',
  django: 'Django',
  node: 'Node',
};

/** What is otherwise in the newer backup, that papers may say: versions, databases, folders. Sentences without their subject, the site. Pure. */
export function siteChanges(before: ManifestFact, after: ManifestFact): readonly string[] {
  return [...versionChanges(before, after), ...serverChanges(before, after), ...sourceChanges(before, after)];
}

function versionChanges(before: ManifestFact, after: ManifestFact): readonly string[] {
  const [old, now] = [versionsOf(before), versionsOf(after)];
  if (old === null || now === null) return [];
  return Object.keys({ ...old, ...now }).flatMap((key) => {
    const [from, to] = [old[key], now[key]];
    if (from === to || from === undefined || to === undefined) return [];
    const name = NAMES[key] ?? key;
    return [name === '' ? `moved from ${from} to ${to}.` : `moved from ${name} ${from} to ${to}.`];
  });
}

function versionsOf({ artifacts }: ManifestFact): Readonly<Record<string, string>> | null {
  return artifacts.find((artifact) => artifact.part === 'config')?.versions ?? null;
}

/** One server of databases at a time: the version that the first one says. */
function serverChanges(before: ManifestFact, after: ManifestFact): readonly string[] {
  const [old, now] = [serverVersionOf(before), serverVersionOf(after)];
  return old === null || now === null || old === now ? [] : [`moved from database server ${old} to ${now}.`];
}

function serverVersionOf({ artifacts }: ManifestFact): string | null {
  return artifacts.find((artifact) => artifact.part === 'database')?.serverVersion ?? null;
}

function sourceChanges(before: ManifestFact, after: ManifestFact): readonly string[] {
  return [
    ...differences(names(before, 'database'), names(after, 'database'), 'database'),
    ...differences(names(before, 'media'), names(after, 'media'), 'media folder'),
  ];
}

/** What one backup does not hold at all says nothing of what went. */
function differences(before: readonly string[], after: readonly string[], what: string): readonly string[] {
  if (before.length === 0 || after.length === 0) return [];
  return [
    ...after.filter((name) => !before.includes(name)).map((name) => `has a new ${what}, ${name}.`),
    ...before.filter((name) => !after.includes(name)).map((name) => `no longer has the ${what} ${name}.`),
  ];
}

function names({ artifacts }: ManifestFact, part: 'database' | 'media'): readonly string[] {
  return artifacts.flatMap((artifact) =>
    artifact.part === 'database' && part === 'database'
      ? [artifact.database]
      : artifact.part === 'media' && part === 'media'
        ? artifact.folders
        : [],
  );
}
