import { expect, test } from 'vitest';
import { changedMeanwhile, differences, judge } from '../../../../src/main/capture/media/gate.ts';
import { readTarWords } from '../../../../src/main/capture/media/tar-words.ts';
import { archived, listed } from './entries.ts';

const NO_WORDS = readTarWords([]);

test('opens when the archive holds what was asked for', () => {
  const archive = new Map([archived('a'), archived('b')]);
  expect(judge(differences([listed('a'), listed('b')], archive), new Map(), NO_WORDS, archive)).toEqual({ unexplained: [], warnings: [] });
});

test('names what is missing without a reason, and what nobody asked for', () => {
  const archive = new Map([archived('a'), archived('stranger')]);
  const { unexplained } = judge(differences([listed('a'), listed('b\n')], archive), new Map([['b\n', 'there']]), NO_WORDS, archive);
  expect(unexplained).toEqual(['stranger: in the archive, not asked for', 'b\\n: on the server, not in the archive']);
});

test('takes a look that brought no answer for no explanation', () => {
  expect(judge(differences([listed('a')], new Map()), new Map(), NO_WORDS, new Map()).unexplained).toHaveLength(1);
});

test('a hard link to what is not in the archive is a hole', () => {
  const archive = new Map([archived('link', { sha256: null, linkedTo: Buffer.from('elsewhere') })]);
  expect(differences([listed('link')], archive).missing).toHaveLength(1);
});

test('warns of what went, of what may not be read, and of what changed, each by name', () => {
  const archive = new Map([archived('changed')]);
  const words = readTarWords(['tar: changed: file changed as we read it', 'tar: refused: Cannot open: Input/output error']);
  const asked = ['changed', 'gone', 'shut', 'refused'].map((path) => listed(path));
  const fates = new Map([
    ['gone', 'gone'],
    ['shut', 'unreadable'],
    ['refused', 'there'],
  ] as const);
  expect(judge(differences(asked, archive), fates, words, archive)).toEqual({
    unexplained: [],
    warnings: [
      { code: 'media.unreadable', text: '2 files could not be read and are not in the backup: shut, refused.' },
      { code: 'media.gone', text: 'gone was deleted while the backup ran and is not in it.' },
      { code: 'media.changed', text: 'changed changed while it was read: its bytes may be of two moments.' },
    ],
  });
});

test('names at most twenty of many', () => {
  const asked = Array.from({ length: 25 }, (_, n) => listed(`f${n}`));
  const fates = new Map(asked.map(({ path }) => [path.toString(), 'gone'] as const));
  expect(judge(differences(asked, new Map()), fates, NO_WORDS, new Map()).warnings[0]?.text).toMatch(/^25 files .* f19 and 5 more\.$/u);
});

test.each([
  ['tar: a b: file changed as we read it', 'a b', true],
  [String.raw`tar: caf\351.jpg: file changed as we read it`, 'caf\u00e9.jpg', true],
  [String.raw`tar: new\nline\\x: File shrank by 12 bytes; padding with zeros`, 'new\nline\\x', true],
  [String.raw`tar: a\: b: file changed as we read it`, 'a: b', true],
  ['tar: ./a: Cannot open: Permission denied', 'a', false],
  ['tar: a: file: b: Cannot stat: No such file or directory', 'a: file: b', false],
  ['tar: a: Read error at byte 0, while reading 512 bytes: Input/output error', 'a', false],
  ['bsdtar: a: Truncated write; file may have grown while being archived.', 'a', true],
])('reads of %s which file it is about', (line, key, isChanged) => {
  const words = readTarWords([line]);
  expect([...words.named.keys()]).toEqual([key]);
  expect(words.changed.has(key)).toBe(isChanged);
});

test('takes nothing from lines that name no file', () => {
  expect(
    readTarWords(['tar: Exiting with failure status due to previous errors', "tar: Removing leading `/' from member names"]).named.size,
  ).toBe(0);
});

test('finds files that are other after the archive than before', () => {
  const before = [listed('same'), listed('grown'), listed('written'), listed('gone')];
  const after = [listed('same'), listed('grown', { bytes: 11 }), listed('written', { mtimeNs: 1n })];
  expect([...changedMeanwhile(before, after)]).toEqual(['grown', 'written']);
});
