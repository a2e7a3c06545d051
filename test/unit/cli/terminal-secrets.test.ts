import { describe, expect, test } from 'vitest';
import { databaseOwner, serverOwner } from '../../../src/main/cli/secret-owners.ts';
import { createTerminalSecrets } from '../../../src/main/cli/terminal-secrets.ts';
import { createMemorySecretStore } from '../../../src/main/support/secret-stores.ts';

const signIn = { user: 'deploy', address: 'example.org', port: 22, authentication: { method: 'password' } } as const;
const web = serverOwner('server:1', { ...signIn, name: 'web-1' }, true);
const jump = serverOwner('server:2', { ...signIn, name: 'jump', address: 'jump.example.org', port: 2222 }, false);

function terminal(env: NodeJS.ProcessEnv, answers: readonly (string | null)[] | null = null) {
  const left = [...(answers ?? [])];
  const questions: string[] = [];
  const file = createMemorySecretStore();
  const prompt = async (question: string) => {
    questions.push(question);
    return left.shift() ?? null;
  };
  return { secrets: createTerminalSecrets({ env, file, prompt: answers === null ? null : prompt }), file, questions };
}

describe('a secret of one server', () => {
  test('is never given to another: the variable without a name is for the server of the command alone', async () => {
    const { secrets } = terminal({ HOLDFAST_SERVER_SECRET: 'of web' });
    secrets.introduce([web, jump]);
    expect([await secrets.get('server:1'), await secrets.get('server:2'), await secrets.get('server:3')]).toEqual(['of web', null, null]);
  });

  test('comes from the variable with its name', async () => {
    const { secrets } = terminal({
      HOLDFAST_SERVER_SECRET_WEB_1: 'of web',
      HOLDFAST_SERVER_SECRET_JUMP: 'of jump',
      HOLDFAST_SERVER_SECRET: 'other',
    });
    secrets.introduce([web, jump]);
    expect([await secrets.get('server:1'), await secrets.get('server:2')]).toEqual(['of web', 'of jump']);
  });

  test('is not taken from a variable that two servers come to', async () => {
    const twin = serverOwner('server:3', { ...signIn, name: 'WEB 1' }, false);
    const { secrets } = terminal({ HOLDFAST_SERVER_SECRET_WEB_1: 'whose' });
    secrets.introduce([web, twin]);
    expect([await secrets.get('server:1'), await secrets.get('server:3')]).toEqual([null, null]);
  });

  test('is asked for with the name of the server, once, and not kept without leave', async () => {
    const { secrets, questions, file } = terminal({}, ['typed for jump', 'typed for web']);
    secrets.introduce([web, jump]);
    expect([await secrets.get('server:2'), await secrets.get('server:1'), await secrets.get('server:1')]).toEqual([
      'typed for jump',
      'typed for web',
      'typed for web',
    ]);
    expect(questions).toEqual([
      'Password of deploy for the server jump (jump.example.org:2222): ',
      'Password of deploy for the server web-1 (example.org:22): ',
    ]);
    expect(await file.get('server:1')).toBeNull();
  });

  test('is kept in the file on request, wherever it came from, and the environment goes before the file', async () => {
    const env: NodeJS.ProcessEnv = { HOLDFAST_SERVER_SECRET: 'first' };
    const { secrets, file } = terminal(env, ['of jump']);
    secrets.introduce([web, jump]);
    secrets.keep(true);
    await Promise.all([secrets.get('server:1'), secrets.get('server:2')]);
    expect([await file.get('server:1'), await file.get('server:2')]).toEqual(['first', 'of jump']);
    const later = createTerminalSecrets({ env: { HOLDFAST_SERVER_SECRET: 'second' }, file, prompt: null });
    later.introduce([web]);
    expect([await later.get('server:1'), await file.get('server:1')]).toEqual(['second', 'first']);
  });

  test('that nobody typed is none', async () => {
    const { secrets } = terminal({ HOLDFAST_SERVER_SECRET: '' }, ['', null]);
    secrets.introduce([web]);
    expect([await secrets.get('server:1'), await secrets.get('server:1')]).toEqual([null, null]);
  });
});

describe('the password of a database', () => {
  test('may be empty when a person says so, and the question shows what a name really holds', async () => {
    const { secrets, questions } = terminal({}, ['']);
    secrets.introduce([databaseOwner('source:1', { database: 'shop\u001b[2J', user: 'root' }, true)]);
    expect(await secrets.get('source:1')).toBe('');
    expect(questions).toEqual(['Password of root for the database shop\ufffd[2J: ']);
  });
});
