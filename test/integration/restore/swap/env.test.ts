import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '../../../../src/main/errors/app-error.ts';
import { letGoDatabase } from '../../../../src/main/restore/database/swap/let-go-database.ts';
import { keptOf } from '../../../../src/main/restore/database/swap/kept-of.ts';
import { withSession } from '../../../../src/main/restore/database/swap/sign-in.ts';
import type { LabOptions } from '../../../lab/lab.ts';
import { quoteName } from '../../../lab/mariadb.ts';
import { problemOf, SHELLS } from '../../servers/lab-servers.ts';
import { CORNER } from './shop.ts';
import { startSwapLab, type Prepared, type SwapLab } from './swap-lab.ts';

const OPTIONS: LabOptions = { site: { media: false, rows: false } };
let swap: SwapLab;
beforeAll(async () => {
  swap = await startSwapLab(OPTIONS);
  await swap.lab.mariadb.script(CORNER, { database: swap.lab.site.database });
});
afterAll(() => swap[Symbol.asyncDispose]());

const envOf = ({ lab }: SwapLab = swap) => lab.site.envFile;
const keptBeside = ({ schemas }: Prepared) => `${envOf()}.hf-before-${schemas.aside.slice(-12)}`;

/** What a backup held, imported beside; the source is told by the settings file of the site. */
async function prepared(lab: SwapLab = swap): Promise<Prepared> {
  const { site } = lab.lab;
  const dump = await lab.dump(site.database);
  const made = await lab.prepare(dump, { work: { method: 'switch-env' } });
  const source = { ...made.work.source, user: site.user.name, access: { from: 'site-env', envFile: '.env' } as const };
  Object.assign(made.work, { source });
  return made;
}

async function namesInEnv(lab: SwapLab = swap): Promise<string> {
  return /^DB_DATABASE=(.*)$/m.exec(readFileSync(envOf(lab), 'utf8'))?.[1] ?? '';
}

test('changes the one line of the settings file and nothing else of it, and puts it back', async () => {
  const env = envOf();
  chmodSync(env, 0o640);
  const text = readFileSync(env);
  const before = statSync(env);
  const made = await prepared();
  const live = await swap.truth(swap.lab.site.database);
  expect(await made.run()).toBeUndefined();
  const expected = text.toString('latin1').replace(/^DB_DATABASE=.*$/m, `DB_DATABASE=${made.schemas.aside}`);
  expect(readFileSync(env, 'latin1')).toBe(expected);
  const after = statSync(env);
  expect([after.mode, after.uid, after.gid]).toEqual([before.mode, before.uid, before.gid]);
  expect(readFileSync(keptBeside(made))).toEqual(text);
  expect(statSync(keptBeside(made)).mode & 0o777).toBe(0o600);
  expect((await swap.truth(made.schemas.aside)).events['nightly']).toContain(' ENABLE ');
  // Again: it is there.
  await made.run();
  expect(readFileSync(env, 'latin1')).toBe(expected);
  const kept = await withSession(made.work, made.context(), (session) => keptOf(made.work, session));
  expect(kept.keeps).toEqual([swap.lab.site.database]);
  await made.undo();
  expect(readFileSync(env)).toEqual(text);
  expect(existsSync(keptBeside(made))).toBe(false);
  expect((await swap.truth(made.schemas.aside)).events['nightly']).toContain(' DISABLE ');
  await made.undo();
  expect(readFileSync(env)).toEqual(text);
  expect(await swap.truth(swap.lab.site.database)).toEqual(live);
});

test('lets go of nothing the site is pointed to', async () => {
  const made = await prepared();
  await made.run();
  await letGoDatabase(made.work, made.context());
  expect(await swap.tables(made.schemas.aside)).toContain('parents');
  expect(await swap.tables(swap.lab.site.database)).toContain('parents');
  expect(existsSync(keptBeside(made))).toBe(false);
  await made.undo();
  await letGoDatabase(made.work, made.context());
  expect(await swap.tables(made.schemas.aside)).toEqual([]);
  expect(await namesInEnv()).toBe(swap.lab.site.database);
});

test('replaces what a link leads to, and leaves the link', async () => {
  const env = envOf();
  const shared = join(swap.lab.sshd.home, 'shared.env');
  renameSync(env, shared);
  symlinkSync('../shared.env', env);
  const made = await prepared();
  await made.run();
  expect(lstatSync(env).isSymbolicLink()).toBe(true);
  expect(await namesInEnv()).toBe(made.schemas.aside);
  expect(readFileSync(shared, 'utf8')).toContain(made.schemas.aside);
  await made.undo();
  expect(await namesInEnv()).toBe(swap.lab.site.database);
  execFileSync('rm', [env]);
  renameSync(shared, env);
});

test('a user without rights on the restored database is told so before the file is touched', async () => {
  const made = await prepared();
  const { mariadb, site } = swap.lab;
  const text = readFileSync(envOf());
  const limited = await mariadb.createUser({ access: 'shared', database: site.database });
  site.writeEnv(limited);
  const written = readFileSync(envOf());
  // It may not even see that the database is there.
  expect((await problemOf(made.run())).code).toBe('database.access-denied');
  await mariadb.sql(`GRANT SELECT ON ${quoteName(made.schemas.aside)}.* TO '${limited.name}'@'%'`);
  const { code, detail } = await problemOf(made.run());
  expect([code, detail]).toEqual(['restore.env-no-rights', expect.stringContaining('INSERT, UPDATE, DELETE')]);
  expect(readFileSync(envOf())).toEqual(written);
  writeFileSync(envOf(), text);
});

test('a file that changes in that moment, names another database or may not be written is left alone', async () => {
  const made = await prepared();
  const text = readFileSync(envOf(), 'utf8');
  const change = async () => writeFileSync(envOf(), `${text}\nADDED=now\n`);
  expect((await problemOf(made.run({ confirm: change }))).code).toBe('restore.env-changed');
  expect(readFileSync(envOf(), 'utf8')).toBe(`${text}\nADDED=now\n`);
  const wrong = () => Promise.reject(new AppError('restore.target-differs'));
  expect((await problemOf(made.run({ confirm: wrong }))).code).toBe('restore.target-differs');
  writeFileSync(envOf(), `${text.replace(/^DB_DATABASE=.*$/m, '')}\nNAME=${swap.lab.site.database}\nDB_DATABASE=\${NAME}\n`);
  const unclear = await problemOf(made.run());
  expect(unclear.code).toBe('restore.env-unclear');
  writeFileSync(envOf(), text);
  chmodSync(swap.lab.site.root, 0o555);
  try {
    expect((await problemOf(made.run())).code).toBe('restore.env-not-written');
  } finally {
    chmodSync(swap.lab.site.root, 0o755);
  }
  expect(readFileSync(envOf(), 'utf8')).toBe(text);
  await made.run();
  expect(await namesInEnv()).toBe(made.schemas.aside);
  await made.undo();
  expect(readFileSync(envOf(), 'utf8')).toBe(text);
});

test.each(SHELLS)('works under %s', async (_name, sshd) => {
  await using other = await startSwapLab({ ...OPTIONS, sshd });
  await other.lab.mariadb.script(CORNER, { database: other.lab.site.database });
  const text = readFileSync(envOf(other));
  const made = await prepared(other);
  await made.run();
  expect(await namesInEnv(other)).toBe(made.schemas.aside);
  await made.undo();
  expect(readFileSync(envOf(other))).toEqual(text);
});
