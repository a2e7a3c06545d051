import { formatBytes } from '../../../shared/format/bytes.ts';
import type { BackupWarning } from '../../../shared/model/backup.ts';
import type { ConfigSource } from '../../../shared/model/source.ts';
import type { EnvFile } from '../../sites/env/parse-env.ts';
import type { ConfigNote } from './config-answer.ts';

/** What the sealed settings lack, one sentence each. `env`: the settings file as it was read; null when it is not among them. Pure. */
export function configWarnings(
  { envFile }: Pick<ConfigSource, 'envFile'>,
  env: EnvFile | null,
  notes: readonly ConfigNote[],
): readonly BackupWarning[] {
  const warnings = notes.map(noteWarning);
  if (env === null && !notes.some(({ name }) => name === envFile)) {
    warnings.unshift({
      code: 'config.env-missing',
      text: `${envFile} is not there: the settings of the site, its passwords and its application key are not in this backup.`,
    });
  }
  if (env !== null && env.unreadableLines.length > 0) {
    const text = `${envFile} is kept as it is, but line ${env.unreadableLines.join(', ')} is not understood: a change of the application key may go unseen.`;
    warnings.push({ code: 'config.env-not-understood', text });
  }
  return warnings;
}

function noteWarning({ kind, name, bytes }: ConfigNote): BackupWarning {
  switch (kind) {
    case 'unreadable':
      return { code: 'config.unreadable', text: `${name} may not be read by the SSH user and is not in this backup.` };
    case 'large':
      return {
        code: 'config.too-large',
        text: `${name} (${formatBytes(bytes)}) is too large for settings and is not in this backup: take it with the media.`,
      };
    case 'changed':
      return {
        code: 'config.changed',
        text: `${name} changed while it was read, three times in a row: what is kept of it may be half old and half new.`,
      };
    case 'notfile':
      return { code: 'config.no-file', text: `${name} is no file and is not in this backup: take folders with the media.` };
    case 'crontab':
      return { code: 'config.crontab-unreadable', text: 'The cron table may not be read by the SSH user and is not in this backup.' };
  }
}
