import { formatBytes } from '../../../shared/format/bytes.ts';
import type { ConfigArtifact } from '../../../shared/model/artifact.ts';
import type { Backup } from '../../../shared/model/backup.ts';

const NAMES: Readonly<Record<string, string>> = { php: 'PHP', python: 'Python', framework: 'The framework' };

/** What changed in the settings, one sentence each. They are sealed, so that a file is told by its name and size and a key by its fingerprint. Pure. */
export function configDifferences(before: Pick<Backup, 'artifacts'>, after: Pick<Backup, 'artifacts'>): string[] {
  const [old, now] = [configOf(before), configOf(after)];
  if (old === null && now === null) return [];
  if (old === null) return ['The settings are only in the later backup.'];
  if (now === null) return ['The settings are only in the earlier backup.'];
  return [...keyDifference(old, now), ...versionDifferences(old, now), ...entryDifferences(old, now)];
}

function configOf({ artifacts }: Pick<Backup, 'artifacts'>): ConfigArtifact | null {
  return artifacts.find((artifact) => artifact.part === 'config') ?? null;
}

function keyDifference({ applicationKey: before }: ConfigArtifact, { applicationKey: after }: ConfigArtifact): readonly string[] {
  if (before === null) return after === null ? [] : [`${after.name} is set; it was not before.`];
  if (after === null) return [`${before.name} is not set any more: what was encrypted with it cannot be read without it.`];
  if (before.name !== after.name) return [`The key of the site is called ${after.name} instead of ${before.name}.`];
  if (before.fingerprint === after.fingerprint) return [];
  return [`${after.name} is another one: what was encrypted with the old one cannot be read with the new one.`];
}

function versionDifferences({ versions: before }: ConfigArtifact, { versions: after }: ConfigArtifact): readonly string[] {
  return namesIn(before, after).flatMap((name) => {
    const [old, now] = [before[name], after[name]];
    const shown = NAMES[name] ?? name;
    if (old === now) return [];
    if (old === undefined) return [`${shown} is known to be ${now}; it was not known before.`];
    if (now === undefined) return [`${shown} is not known any more; it was ${old}.`];
    return [`${shown} went from ${old} to ${now}.`];
  });
}

function entryDifferences(before: ConfigArtifact, after: ConfigArtifact): readonly string[] {
  const sizes = ({ entries }: ConfigArtifact) => Object.fromEntries(entries.map(({ name, bytes }) => [name, bytes]));
  const [olds, nows] = [sizes(before), sizes(after)];
  return namesIn(olds, nows).flatMap((name) => {
    const [old, now] = [olds[name], nows[name]];
    if (old === now) return [];
    if (old === undefined) return [`${name} is new among the settings.`];
    if (now === undefined) return [`${name} is gone from the settings.`];
    return [`${name} has ${formatBytes(now)} instead of ${formatBytes(old)}.`];
  });
}

function namesIn(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
}
