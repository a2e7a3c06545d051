import type { ConfigArtifact } from '../../../shared/model/artifact.ts';
import type { BackupWarning } from '../../../shared/model/backup.ts';
import { ArtifactId } from '../../../shared/model/ids.ts';
import type { Site } from '../../../shared/model/site.ts';
import type { ConfigSource } from '../../../shared/model/source.ts';
import type { JobContext } from '../../jobs/job-context.ts';
import type { BackupDraft } from '../../places/place-keeper.ts';
import { artifactFileName } from '../../places/safe-name.ts';
import { sealStream } from '../../sealing/age.ts';
import type { RemoteShell } from '../../servers/ssh/remote-shell.ts';
import { dialectOf } from '../../sites/detect-sites.ts';
import { parseEnv } from '../../sites/env/parse-env.ts';
import { instantOf, type Clock } from '../../support/clock.ts';
import { applicationKeyOf, keyChange } from './application-key.ts';
import type { ConfigFile } from './config-answer.ts';
import { configWarnings } from './config-warnings.ts';
import { readConfigFiles } from './read-config-files.ts';
import { settingsTar } from './settings-tar.ts';
import { versionsOf } from './versions.ts';

export interface ConfigRequest {
  readonly site: Pick<Site, 'id' | 'root' | 'profile'>;
  readonly source: ConfigSource;
  /** Public keys to seal for, `age1...`. */
  readonly recipients: readonly string[];
  /** The settings as they were sealed last; null: never. */
  readonly previous: ConfigArtifact | null;
  /** File names the backup has already. */
  readonly takenFiles: readonly string[];
}

export interface CapturedConfig {
  readonly artifact: ConfigArtifact;
  readonly warnings: readonly BackupWarning[];
}

/**
 * Captures the settings of a site into the draft: one tar, sealed while it is written. What is in it passes through memory alone: nothing of it is unsealed on a
 * disk, here or there, nor in a list of processes, a log or a problem. What could not be taken is named in a warning.
 * Throws `site.root-missing`, `ssh.*`, `place.*`.
 */
export async function captureConfig(
  shell: RemoteShell,
  draft: BackupDraft,
  { site, source, recipients, previous, takenFiles }: ConfigRequest,
  clock: Clock,
  job: JobContext,
): Promise<CapturedConfig> {
  job.step('Reading the settings of the site');
  const capturedFrom = instantOf(clock);
  const { files, notes } = await readConfigFiles(shell, site.root, source, job.signal);
  const capturedTo = instantOf(clock);
  job.signal.throwIfAborted();

  job.step('Sealing the settings');
  const file = artifactFileName('config', '.tar.age', takenFiles);
  const writer = await draft.writeArtifact(file);
  let uncompressedBytes = 0;
  async function* tar(): AsyncGenerator<Buffer> {
    for (const chunk of settingsTar(files, clock.now())) {
      uncompressedBytes += chunk.length;
      yield chunk;
    }
  }
  for await (const chunk of sealStream(recipients, tar())) {
    job.signal.throwIfAborted();
    await writer.write(chunk);
  }
  const written = await writer.finish();

  const env = envOf(files, source, site);
  const artifact: ConfigArtifact = {
    id: ArtifactId.parse(crypto.randomUUID()),
    sourceId: source.id,
    part: 'config',
    kind: 'full',
    file,
    ...written,
    compression: 'none',
    uncompressedBytes,
    capturedFrom,
    capturedTo,
    recipients: [...recipients],
    entries: files.map(({ name, data }) => ({ name, bytes: data.length })),
    applicationKey: env === null ? null : applicationKeyOf(site.id, site.profile, env.values),
    versions: versionsOf(files),
  };
  job.log(`Settings sealed: ${artifact.entries.map(({ name, bytes }) => `${name} (${bytes} bytes)`).join(', ')}`);
  const changed = keyChange(previous, artifact);
  const warnings = [...(changed === null ? [] : [changed]), ...configWarnings(source, env, notes)];
  for (const { text } of warnings) job.log(text);
  return { artifact, warnings };
}

function envOf(files: readonly ConfigFile[], { envFile }: ConfigSource, { profile }: Pick<Site, 'profile'>) {
  const found = files.find(({ name }) => name === envFile);
  return found === undefined ? null : parseEnv(found.data.toString('utf8'), dialectOf(profile));
}
