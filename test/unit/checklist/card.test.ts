import { expect, test } from 'vitest';
import { cardHash, paperHash } from '../../../src/main/checklist/card-hash.ts';
import { type CardFacts, emergencyCard } from '../../../src/main/checklist/emergency-card.ts';
import { learningPath, type LearningFacts } from '../../../src/main/checklist/learning-path.ts';
import { papersInForce } from '../../../src/main/checklist/papers.ts';
import { siteChanges } from '../../../src/main/checklist/site-changes.ts';
import { stepsInShort } from '../../../src/main/manifest/by-hand/steps-in-short.ts';
import { restoreByHand } from '../../../src/main/manifest/restore-by-hand.ts';
import { EMPTY_DOCUMENT } from '../../../src/shared/model/operator-document.ts';
import { hoursBefore, NOON, sampleArtifact, sampleManifest, sampleServer, sampleSite, sampleSource } from '../model-samples.ts';
import { FULL_PAPERS, goodSite } from './checklist-samples.ts';

const server = sampleServer();
const site = sampleSite(server);
const source = sampleSource(site);
const manifest = sampleManifest(site, server, [source]);
const facts: CardFacts = {
  site,
  server: { ...server, hostKey: `ssh-ed25519 SHA256:${'a'.repeat(43)}`, over: null },
  databases: ['aurora_shop'],
  places: [
    {
      name: 'Vault-A',
      kind: 'drive',
      where: '/media/vault/Holdfast',
      offsite: true,
      newest: { startedAt: hoursBefore(7), level: 'proven', provedAt: hoursBefore(6), location: '/media/vault/Holdfast/aurora/x' },
    },
  ],
  proven: {
    startedAt: hoursBefore(7),
    placeName: 'Vault-A',
    location: '/media/vault/Holdfast/aurora/x',
    provenAt: hoursBefore(6),
    restoreMs: 700_000,
  },
  byHand: stepsInShort(restoreByHand(manifest)),
  papers: FULL_PAPERS,
  recipient: 'age1abc',
  appVersion: '1.0.0',
};
const read = { kind: 'full', writtenAt: NOON } as const;

test('carries everything the worst day asks for, and says that it is not sealed', () => {
  const page = emergencyCard(facts, read).replaceAll('\u00a0', ' ');
  for (const wanted of [
    'restored for trial on 2026-11-21 06:00:00 UTC and took 11 min 40 s',
    '/media/vault/Holdfast',
    '+49 30 1',
    'safe, second drawer',
    'registrar.example.org',
    `SHA256:${'a'.repeat(43)}`,
    'sha256sum -c SHA256SUMS',
    'gunzip &lt;',
    'age1abc',
    'It is not sealed',
  ])
    expect(page).toContain(wanted);
  expect(page).not.toMatch(/<script|src=|href=/);
});

test('is short where others may read it: what brings the site back, and nothing of what the operator wrote down', () => {
  const page = emergencyCard({ ...facts, papers: { ...FULL_PAPERS, notes: 'the alarm code is with Ada' } }, { ...read, kind: 'short' });
  const written = [
    '+49 30 1',
    'Hosting support',
    'registrar.example.org',
    'safe, second drawer',
    FULL_PAPERS.hostingPanel,
    'alarm code',
    'Who decides',
  ];
  for (const word of written) expect(page).not.toContain(word);
  for (const word of ['This card is short', '/media/vault/Holdfast', 'sha256sum -c SHA256SUMS', 'age1abc']) expect(page).toContain(word);
});

test('shows no secret that somebody typed into the papers, and no markup of theirs', () => {
  const papers = { ...FULL_PAPERS, hostingPanel: 'https://ada:hunter2@panel.example.org password=hunter3', notes: '<img onerror=x>' };
  const page = emergencyCard({ ...facts, papers }, read);
  expect(page).not.toMatch(/hunter2|hunter3/);
  expect(page).toContain('&lt;img onerror=x&gt;');
});

test('is another card when contacts change, the same an hour later, and the paper outlives the copies of the night', () => {
  const changed = { ...facts, papers: { ...FULL_PAPERS, contacts: [] } };
  expect(cardHash(changed, read)).not.toBe(cardHash(facts, read));
  expect(cardHash(changed, { kind: 'short' })).toBe(cardHash(facts, { kind: 'short' }));
  const tomorrow = { ...facts, proven: null, places: facts.places.map((place) => ({ ...place, newest: null })) };
  expect(cardHash(tomorrow, read)).not.toBe(cardHash(facts, read));
  expect(paperHash(tomorrow)).toBe(paperHash(facts));
  expect(paperHash(changed)).not.toBe(paperHash(facts));
});

test('shortens the text by hand to its commands, and leaves out what can wait', () => {
  expect(facts.byHand.map(({ title }) => title)).toEqual([
    'Open a terminal in the folder of this file and check that nothing was changed',
    'Say where the database server is',
    'Make a new, empty database for aurora_shop',
    'Bring in aurora_shop.sql.gz',
  ]);
  expect(facts.byHand[0]?.commands).toEqual(['sha256sum -c SHA256SUMS', 'shasum -a 256 -c SHA256SUMS']);
});

test('takes the papers of all sites where a site has none of its own, its own contacts first', () => {
  const kept = (document: typeof FULL_PAPERS) => ({ document, changedAt: NOON });
  const own = {
    ...EMPTY_DOCUMENT,
    whoDecides: 'Grace',
    contacts: [{ name: 'Grace', role: '', phone: '1', email: '', note: '' }],
  };
  const both = papersInForce(kept(own), kept({ ...FULL_PAPERS, whoDecides: 'Ada' }));
  expect(both).toMatchObject({ whoDecides: 'Grace', dns: 'registrar.example.org' });
  expect(both.contacts.map(({ name }) => name)).toEqual(['Grace', 'Hosting support']);
  expect(papersInForce(null, kept(FULL_PAPERS))).toEqual(FULL_PAPERS);
  expect(papersInForce(null, null)).toEqual(EMPTY_DOCUMENT);
});

test('tells what changed between two backups that papers may say', () => {
  const before = { artifacts: [sampleArtifact(source, { serverVersion: '10.6.1-MariaDB' })] };
  const after = { artifacts: [sampleArtifact(source), sampleArtifact({ ...source, database: 'aurora_blog' })] };
  expect(siteChanges(before, after)).toEqual([
    'moved from database server 10.6.1-MariaDB to 10.11.14-MariaDB.',
    'has a new database, aurora_blog.',
  ]);
  expect(siteChanges(after, after)).toEqual([]);
});

test('leads from nothing to protected, each step by what is so', () => {
  const nothing: LearningFacts = { sites: [], did: { backup: false, verify: false, copy: false }, putAway: false };
  // Without a way to sign in the command is refused.
  expect(learningPath(nothing).steps.flatMap(({ commands }) => commands)).toContain(
    'holdfast server add --name NAME --address HOST --user USER --key FILE',
  );
  expect(learningPath(nothing)).toMatchObject({ done: 0, steps: [{ action: { screen: 'add-server' } }, {}, {}, {}, {}, { done: false }] });
  const whole = {
    id: goodSite().id,
    name: 'aurora',
    isProtected: true,
    because: '',
    goodBackups: 3,
    runsAlone: true,
    drill: { restoreMs: 700_000 },
    cardPrinted: true,
  };
  const all: LearningFacts = { sites: [whole], did: { backup: true, verify: true, copy: true }, putAway: false };
  expect(learningPath(all)).toMatchObject({ done: 6, steps: [{}, {}, {}, {}, {}, { id: 'protected', done: true }] });
  const openOf = (site: Partial<typeof whole>, did: Partial<LearningFacts['did']> = {}) =>
    learningPath({ ...all, sites: [{ ...whole, ...site }], did: { ...all.did, ...did } })
      .steps.filter(({ done }) => !done)
      .map(({ id }) => id);
  expect(openOf({ goodBackups: 0 })).toEqual(['first-backup', 'protected']);
  expect(openOf({}, { copy: false })).toEqual(['commands', 'protected']);
  expect(openOf({ runsAlone: false })).toEqual(['alone', 'protected']);
  expect(openOf({ drill: null } as never)).toEqual(['restore', 'protected']);
  expect(openOf({ cardPrinted: false })).toEqual(['card', 'protected']);
  expect(openOf({ isProtected: false })).toEqual(['protected']);
});
