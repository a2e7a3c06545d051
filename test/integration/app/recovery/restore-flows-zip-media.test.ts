import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { BackupId } from '../../../../src/shared/model/ids.ts';
import type { RestorePlan } from '../../../../src/shared/model/restore.ts';
import { ask } from '../app-folder.ts';
import { answer, filesIn, stopsOf } from './flows.ts';
import { restoreWorld, type RestoreWorld } from './restore-world.ts';
import { adoptZip, spatieBackup, watchSpatie, zipByPython, zipFiles } from './spatie.ts';

const PASSWORD = 'p4ss-0f-the-s1te';
const INCLUDE = 'storage/app/public';
const LOST = 'products/01/photo-1.jpg';
const BROKEN = 'products/02/photo-2.jpg';
const LATER = 'products/02/uploaded-since.jpg';

let world: RestoreWorld;
let media: string;
let files: ReadonlyMap<string, string>;

beforeAll(async () => {
  world = await restoreWorld({ media: true });
  appendFileSync(world.lab.site.envFile, `\nBACKUP_ARCHIVE_PASSWORD="${PASSWORD}"\n`);
  await watchSpatie(world);
  media = join(world.lab.site.root, INCLUDE);
  // A zip knows names as text.
  for (const name of filesIn(media).keys()) if (!/^[ -~]+$/u.test(name)) rmSync(Buffer.from(join(media, name), 'latin1'));
  files = filesIn(media);
}, 120_000);
afterAll(() => world[Symbol.asyncDispose]());

beforeEach(() => {
  for (const name of filesIn(media).keys()) if (!files.has(name)) rmSync(join(media, name));
  for (const [name, bytes] of files)
    if (filesIn(dirname(join(media, name))).get(basename(name)) !== bytes) writeFileSync(join(media, name), bytes, 'base64');
  const { uid, gid } = world.lab.sshd.account;
  execFileSync('chown', ['-R', `${uid}:${gid}`, media]);
});

/** A file is lost, one is broken without another size or time, one is new. */
function damage(): ReadonlyMap<string, string> {
  rmSync(join(media, LOST));
  const broken = join(media, BROKEN);
  const { mtime } = statSync(broken);
  const bytes = readFileSync(broken);
  writeFileSync(broken, Buffer.alloc(bytes.length, 'x'));
  utimesSync(broken, mtime, mtime);
  writeFileSync(join(media, LATER), 'new');
  return filesIn(media);
}

const withNew = () => new Map([...files, [LATER, Buffer.from('new').toString('base64')]]);

const planOf = async (backupId: BackupId, ...[mode, change]: [Parameters<typeof zipFiles>[2], Parameters<typeof zipFiles>[3]?]) =>
  world.plan(backupId, 'media-broken', { databases: [], media: await zipFiles(world, backupId, mode, change), maintenance: false });

async function carriedOut(plan: RestorePlan) {
  expect(stopsOf(plan)).toEqual([]);
  const { job, restore } = await world.run(plan);
  expect([job.state, job.problem, restore.state]).toEqual(['succeeded', null, 'done']);
  expect(restore.checks.filter(({ ok }) => !ok)).toEqual([]);
  return restore;
}

async function undone(restoreId: RestorePlan['id']): Promise<void> {
  const { job, restore } = await world.undo(restoreId);
  expect([job.problem, restore.state]).toEqual([null, 'undone']);
}

it('puts back out of an encrypted zip what is missing or has other bytes, proposed where it is the only backup, and is undone', async () => {
  const { backupId } = await adoptZip(world, spatieBackup(world, '2026-11-20-02-00-00.zip', { password: PASSWORD, include: INCLUDE }));
  const damaged = damage();
  const proposal = await answer(world, 'media-broken');
  expect(proposal).toMatchObject({ runbook: 'media', proposed: { backup: { id: backupId } } });
  const plan = await planOf(backupId, 'different', { compareBy: 'hash' });
  expect(plan.loss).toMatchObject({ databases: [], media: [{ added: 1, replaced: 1, removed: 1 }] });
  expect(JSON.stringify(plan.steps)).toContain('out of the zip 2026-11-20-02-00-00.zip');
  const { id } = await carriedOut(plan);
  expect(filesIn(media)).toEqual(withNew());
  await undone(id);
  expect(filesIn(media)).toEqual(damaged);
  const again = await carriedOut(await planOf(backupId, 'different', { compareBy: 'hash' }));
  await world.letGo(again);
}, 120_000);

it('lets the whole folder change places, keeps the zips of the site that lie in it, and is undone', async () => {
  await ask(world.app, 'source.put', {
    siteId: world.site.id,
    sourceId: null,
    draft: { kind: 'media', folders: ['storage/app'], excludes: ['*.tmp'], symlinks: 'keep', compression: 'none' },
  });
  const app = join(world.lab.site.root, 'storage/app');
  writeFileSync(join(app, 'half.tmp'), 'left out by the source');
  const { backupId } = await adoptZip(world, spatieBackup(world, '2026-11-21-02-00-00.zip', { include: INCLUDE, relative: true }));
  damage();
  const damaged = filesIn(media);
  const zips = readdirSync(join(app, 'Aurora'));
  const plan = await planOf(backupId, 'whole');
  expect(plan.loss.media[0]?.examples).not.toContainEqual(expect.objectContaining({ path: expect.stringContaining('.zip') as string }));
  const restore = await carriedOut(plan);
  expect(filesIn(media)).toEqual(files);
  expect(readdirSync(join(app, 'Aurora'))).toEqual(zips);
  expect([existsSync(join(app, 'half.tmp')), lstatSync(join(media, 'dangling.jpg')).isSymbolicLink()]).toEqual([true, true]);
  await undone(restore.id);
  expect(filesIn(media)).toEqual(damaged);
  expect(readdirSync(join(app, 'Aurora'))).toEqual(zips);
  await world.letGo(await carriedOut(await planOf(backupId, 'whole')));
}, 120_000);

it('brings single paths back, with the rights the zip tells or else those the site has there', async () => {
  const path = zipByPython(
    world,
    '2026-11-22-02-00-00.zip',
    `def put(name, data, mode):
    info = zipfile.ZipInfo(top + "/${INCLUDE}/" + name, (2026, 11, 20, 10, 0, 0))
    info.create_system = 3
    info.external_attr = mode << 16
    zip.writestr(info, data)
put("named/said.txt", "said", 0o100640)
put("named/suid.txt", "suid", 0o104755)
put("named/unsaid.txt", "unsaid", 0o100666)
info = zipfile.ZipInfo(top + "/${INCLUDE}/named/deep/unsaid.txt", (2026, 11, 20, 10, 0, 0))
info.create_system = 0
info.external_attr = 0x20
zip.writestr(info, "unsaid")
put("other/not-chosen.txt", "no", 0o100644)`,
  );
  const { backupId } = await adoptZip(world, path);
  mkdirSync(join(media, 'named'));
  execFileSync('chown', [`${world.lab.sshd.account.uid}:${world.lab.sshd.account.gid}`, join(media, 'named')]);
  execFileSync('chmod', ['2770', join(media, 'named')]);
  const plan = await planOf(backupId, 'paths', { paths: [`${INCLUDE}/named`] });
  expect(plan.checks.find(({ id }) => id === 'zip-times')?.why).toMatch(/told apart by their bytes/);
  await world.letGo(await carriedOut(plan));
  const modeOf = (name: string) => (statSync(join(media, 'named', name)).mode & 0o7777).toString(8);
  expect(['said.txt', 'suid.txt', 'unsaid.txt', 'deep', 'deep/unsaid.txt'].map(modeOf)).toEqual(['640', '755', '660', '2770', '660']);
  expect(existsSync(join(media, 'other'))).toBe(false);
  rmSync(join(media, 'named'), { recursive: true });
}, 120_000);

it('leaves names and links out that lead elsewhere, says which, and replaces no folder as a whole without them', async () => {
  const path = zipByPython(
    world,
    '2026-11-23-02-00-00.zip',
    `good = top + "/${INCLUDE}/"
def link(name, target):
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = 0o120777 << 16
    zip.writestr(info, target)
zip.writestr(good + "good.txt", "first")
zip.writestr(good + "good.txt", "good")
zip.writestr(good + "Good.txt", "another one")
zip.writestr(good + "a\\\\b.txt", "odd")
zip.writestr(good + "./evil-1.txt", "evil")
zip.writestr(good + "x//evil-2.txt", "evil")
zip.writestr(good + "${'n'.repeat(256)}", "evil")
link(good + "env", "../../../.env")
link(good + "passwd", "/etc/passwd")
link(good + "twice", "inside/../..")
link(good + "inside", "good.txt")
zip.writestr(top + "/.env", "APP_KEY=evil")`,
  );
  const { backupId } = await adoptZip(world, path);
  expect(stopsOf(await planOf(backupId, 'whole')).join('\n')).toMatch(/Left out of the zip: 3 entries: .*lack them/s);
  const before = filesIn(world.lab.site.root);
  const plan = await planOf(backupId, 'different');
  expect(plan.checks.find(({ id }) => id === 'zip-left-out')).toMatchObject({ verdict: 'attention' });
  expect(plan.checks.find(({ id }) => id === 'zip-links')?.found).toMatch(/^3 links: .*env, .*passwd, .*twice$/u);
  expect(plan.checks.find(({ id }) => id === 'zip-others')?.found).toBe('1 file');
  const restore = await carriedOut(plan);
  const after = filesIn(world.lab.site.root);
  // What the site and the restore write themselves.
  const ours = (name: string) => name.includes('.hf-') || name === '.holdfast-site' || name.startsWith('storage/framework/');
  expect([...after.keys()].filter((name) => !before.has(name) && !ours(name)).toSorted()).toEqual([
    `${INCLUDE}/Good.txt`,
    `${INCLUDE}/a\\b.txt`,
    `${INCLUDE}/good.txt`,
  ]);
  expect([...before].filter(([name, bytes]) => !ours(name) && after.get(name) !== bytes)).toEqual([]);
  expect(readFileSync(join(media, 'good.txt'), 'utf8')).toBe('good');
  expect(
    ['inside', 'env', 'passwd', 'twice'].map((name) => lstatSync(join(media, name), { throwIfNoEntry: false })?.isSymbolicLink()),
  ).toEqual([true, undefined, undefined, undefined]);
  await undone(restore.id);
  expect(existsSync(join(media, 'good.txt'))).toBe(false);
}, 120_000);

it.each(['top + "/storage/app/public/../../../../evil"', '"/etc/evil"', '"C:/evil"', '"..\\\\..\\\\evil"'])(
  'takes no zip over in which a name leads out of it: %s',
  async (name) => {
    const path = zipByPython(world, `2026-11-27-02-00-${10 + counter++}.zip`, `zip.writestr(${name}, "evil")`);
    await expect(adoptZip(world, path)).rejects.toThrow(/A name in it leads out of the folder it is unpacked in: .*evil/u);
  },
);

it.each([
  [
    'a file stands where a folder must be',
    'zip.writestr(top + "/storage/app/public/a", "file")\nzip.writestr(top + "/storage/app/public/a/b", "below")',
    /a\/b/,
  ],
  [
    'names may be below a link',
    'info = zipfile.ZipInfo(top + "/storage/app/public/a")\ninfo.create_system = 3\ninfo.external_attr = 0o120777 << 16\nzip.writestr(info, "b")\nzip.writestr(top + "/storage/app/public/a/b", "below")',
    /a\/b/,
  ],
  ['nothing in it is of the site', 'zip.writestr("srv/another/storage/app/public/a", "file")', /Names in the zip: srv\. /],
  [
    'two places in it could be the site',
    'zip.writestr(top + "/storage/app/public/a", "file")\nzip.writestr("storage/app/public/a", "file")',
    /Names in the zip: .*, \.\. /,
  ],
])(
  'stops in the plan where %s',
  async (_, lines, why) => {
    const { backupId } = await adoptZip(world, zipByPython(world, `2026-11-24-02-00-${10 + counter++}.zip`, lines));
    for (const mode of ['different', 'whole'] as const) expect(stopsOf(await planOf(backupId, mode)).join('\n')).toMatch(why);
  },
  60_000,
);

it('replaces no folder as a whole by a zip that holds changes alone', async () => {
  const { backupId } = await adoptZip(
    world,
    zipByPython(world, 'incremental_2026-11-28-02-00-00.zip', `zip.writestr(top + "/${INCLUDE}/a", "changed")`),
  );
  expect(stopsOf(await planOf(backupId, 'whole')).join('\n')).toMatch(/only those that changed/);
  expect(stopsOf(await planOf(backupId, 'different'))).toEqual([]);
}, 60_000);

it('stops in the plan where no password opens the zip', async () => {
  const { backupId } = await adoptZip(world, spatieBackup(world, '2026-11-25-02-00-00.zip', { password: PASSWORD, include: INCLUDE }));
  const settings = readFileSync(world.lab.site.envFile);
  writeFileSync(world.lab.site.envFile, String(settings).replace(PASSWORD, 'another one'));
  expect(stopsOf(await planOf(backupId, 'different')).join('\n')).toMatch(/does not open.*password does not open the zip/s);
  writeFileSync(world.lab.site.envFile, settings);
}, 60_000);

it.each([
  ['a bent byte', bend],
  ['a zip that is cut off', (path: string) => truncateSync(path, readFileSync(path).length - 3000)],
] as const)(
  'takes everything back at %s, with nothing live touched, and runs once the copy is whole again',
  async (_, harm) => {
    const { backupId } = await adoptZip(world, spatieBackup(world, `2026-11-26-02-00-${10 + counter++}.zip`, { include: INCLUDE }));
    const damaged = damage();
    const plan = await planOf(backupId, 'whole');
    expect(stopsOf(plan)).toEqual([]);
    const { backup, copies } = await ask(world.app, 'backup.details', { backupId });
    const zip = join(copies[0]?.copy.location ?? '', backup.artifacts[0]?.file ?? '');
    const sound = readFileSync(zip);
    harm(zip);
    const { job, restore } = await world.run(plan);
    expect(job.problem?.code).toMatch(/^(?:restore\.media-copy-damaged|zip\.damaged)$/u);
    expect([restore.state, restore.liveTouched]).toEqual(['failed', false]);
    expect(filesIn(media)).toEqual(damaged);
    expect(readdirSync(dirname(media)).filter((name) => name.includes('.hf-'))).toEqual([]);
    writeFileSync(zip, sound);
    await world.letGo(await carriedOut(await planOf(backupId, 'different', { compareBy: 'hash' })));
    expect(filesIn(media)).toEqual(withNew());
  },
  120_000,
);

let counter = 0;

/** In the packed bytes of the last file. */
function bend(path: string): void {
  const bytes = readFileSync(path);
  const at = bytes.indexOf('PK\x01\x02') - 200;
  bytes.writeUInt8((bytes[at] ?? 0) ^ 0xff, at);
  writeFileSync(path, bytes);
}
