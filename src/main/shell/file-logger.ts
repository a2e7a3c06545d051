import log from 'electron-log/node.js';
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LogFields, Logger } from '../support/logger.ts';
import { redactText, redactValue } from '../support/redact.ts';

/** Bytes of one log file, and how many older ones are kept beside it. */
const MAXIMUM_BYTES = 2_000_000;
const OLDER_FILES = 4;

/** Writes `<folder>/holdfast.log`, one event per line: time, level, name, fields as JSON. What looks like a secret is hidden. */
export function createFileLogger(folder: string, echo: boolean): Logger {
  const file = join(folder, 'holdfast.log');
  const writer = log.create({ logId: 'holdfast' });
  writer.transports.file.resolvePathFn = () => file;
  writer.transports.file.maxSize = MAXIMUM_BYTES;
  writer.transports.file.format = '{text}';
  writer.transports.file.archiveLogFn = () => rotate(file);
  writer.transports.file.level = 'info';
  writer.transports.console.format = '{text}';
  writer.transports.console.level = echo ? 'info' : false;
  return {
    info: (event, fields) => writer.info(line('info', event, fields)),
    warn: (event, fields) => writer.warn(line('warn', event, fields)),
    error: (event, fields) => writer.error(line('error', event, fields)),
  };
}

export function line(level: string, event: string, fields: LogFields | undefined): string {
  const suffix = fields === undefined || Object.keys(fields).length === 0 ? '' : ` ${JSON.stringify(redactValue(fields))}`;
  return `${new Date().toISOString()} ${level} ${redactText(event)}${suffix}`;
}

/** holdfast.log -> holdfast.1.log -> ... -> holdfast.4.log -> gone */
function rotate(file: string): void {
  const numbered = (number: number) => file.replace(/\.log$/, `.${number}.log`);
  rmSync(numbered(OLDER_FILES), { force: true });
  for (let number = OLDER_FILES - 1; number >= 1; number -= 1) moveIfThere(numbered(number), numbered(number + 1));
  moveIfThere(file, numbered(1));
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
