import type { KeyStatus } from '../../../shared/model/sealing.ts';
import { ask, EXIT, type Command } from '../command.ts';
import { facts } from '../table.ts';

const flag = { type: 'boolean' } as const;

export const keyStatus: Command = {
  name: 'key status',
  usage: 'key status',
  about: 'The key that seals settings: whether there is one, and when its recovery kit was written.',
  options: {},
  positionals: [0, 0],
  access: 'read',
  async run({ app }) {
    const status = await ask(app, 'key.status', undefined);
    return { exit: EXIT.done, json: status, text: describe(status) };
  },
};

export const keyCreate: Command = {
  name: 'key create',
  usage: 'key create [--keep-secrets-in-file]',
  about:
    'Makes the key when there is none. It is kept in the keychain, or with --keep-secrets-in-file in the 0600 file of the data folder.',
  options: { 'keep-secrets-in-file': flag },
  positionals: [0, 0],
  access: 'work',
  async run({ app, options, secrets }) {
    secrets.keep(options['keep-secrets-in-file'] === true);
    const status = await ask(app, 'key.create', undefined);
    return { exit: EXIT.done, json: status, text: describe(status) };
  },
};

export const keyKit: Command = {
  name: 'key kit',
  usage: 'key kit FILE',
  about: 'Writes the recovery kit, a page to print and to keep away from this computer. It holds the secret key.',
  options: {},
  positionals: [1, 1],
  access: 'work',
  async run({ app, positionals }) {
    const file = await ask(app, 'key.save-kit', { file: positionals[0] ?? '' });
    return {
      exit: EXIT.done,
      json: { file },
      text: `The recovery kit is in ${file ?? '?'}. Print it, put the paper away, delete the file.`,
    };
  },
};

export const keyImport: Command = {
  name: 'key import',
  usage: 'key import [--replace] [--keep-secrets-in-file]',
  about:
    'Takes over the key of a recovery kit, from HOLDFAST_SEALING_KEY (AGE-SECRET-KEY-1...). --replace: although another one seals here.',
  options: { replace: flag, 'keep-secrets-in-file': flag },
  positionals: [0, 0],
  access: 'work',
  async run({ app, options, secrets }) {
    secrets.keep(options['keep-secrets-in-file'] === true);
    const status = await ask(app, 'key.import', {
      identity: process.env['HOLDFAST_SEALING_KEY'] ?? '',
      replace: options['replace'] === true,
    });
    return { exit: EXIT.done, json: status, text: describe(status) };
  },
};

export const keyReplace: Command = {
  name: 'key replace',
  usage: 'key replace [--keep-secrets-in-file]',
  about: 'Makes another key for what is sealed from now on; the one before still opens what it has sealed. Save the kit anew.',
  options: { 'keep-secrets-in-file': flag },
  positionals: [0, 0],
  access: 'work',
  async run({ app, options, secrets }) {
    secrets.keep(options['keep-secrets-in-file'] === true);
    const status = await ask(app, 'key.replace', undefined);
    return { exit: EXIT.done, json: status, text: describe(status) };
  },
};

function describe(status: KeyStatus): string {
  if (status.state === 'none') return `There is no key yet.${status.canKeep ? '' : ` ${status.reason}`}`;
  return facts([
    ['Public key', status.recipient],
    ['Made', status.createdAt],
    ['Opens here', status.canOpen ? 'yes' : 'no: only with the recovery kit'],
    ['Recovery kit', status.kitSavedAt ?? 'NEVER WRITTEN: if this computer dies, sealed settings cannot be opened'],
  ]);
}
