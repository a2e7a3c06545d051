import { formatDuration } from '../../shared/format/durations.ts';
import type { ProofLevel } from '../../shared/model/backup.ts';
import type { CardKind, OperatorDocument } from '../../shared/model/operator-document.ts';
import type { PlaceKind } from '../../shared/model/place.ts';
import { type PageBlock, type PageSection, printablePage, printedTime } from '../support/printable-page.ts';
import type { ShortStep } from '../manifest/by-hand/steps-in-short.ts';

export interface CardPlace {
  readonly name: string;
  readonly kind: PlaceKind;
  /** Folder, or bucket with its prefix. */
  readonly where: string;
  readonly offsite: boolean;
  /** The newest copy of a whole backup whose check did not fail. Times are UTC. */
  readonly newest: { readonly startedAt: string; readonly level: ProofLevel; readonly provedAt: string; readonly location: string } | null;
}

/** Everything an emergency card says. There is no field for a secret. */
export interface CardFacts {
  readonly site: { readonly name: string; readonly url: string | null; readonly root: string; readonly framework: string | null };
  readonly server: {
    readonly name: string;
    readonly address: string;
    readonly port: number;
    readonly user: string;
    /** Type and fingerprint as `ssh-keygen -lf` prints them; null: none was accepted. */
    readonly hostKey: string | null;
    readonly over: string | null;
  };
  readonly databases: readonly string[];
  readonly places: readonly CardPlace[];
  /** The newest copy that was restored in a drill. */
  readonly proven: {
    readonly startedAt: string;
    readonly placeName: string;
    readonly location: string;
    readonly provenAt: string;
    readonly restoreMs: number | null;
  } | null;
  /** Of the newest whole backup; empty: there is none. */
  readonly byHand: readonly ShortStep[];
  readonly papers: OperatorDocument;
  /** Public part of the key that sealed settings need; null: nothing is sealed. */
  readonly recipient: string | null;
  readonly appVersion: string;
  /** Since when the site is no longer kept, UTC; absent: it is. */
  readonly removedAt?: string;
}

export interface CardReader {
  /** Whether whoever reads the copies in this place may read what the operator wrote down. */
  readonly kind: CardKind;
  /** UTC. */
  readonly writtenAt: string;
}

const KIND: Readonly<Record<PlaceKind, string>> = {
  'this-computer': 'computer',
  drive: 'external drive',
  s3: 'S3 bucket',
  'server-folder': 'folder on a server',
};
const LEVEL: Readonly<Record<ProofLevel, string>> = {
  present: 'present, never read back',
  intact: 'intact',
  sound: 'sound',
  proven: 'restored in a drill',
};
/** As much of the by-hand text as leaves the card one sheet; the whole of it lies beside each copy. */
const STEPS_SHOWN = 12;

/** The page for the worst day: readable without Holdfast, without a network and without a key. Pure. */
export function emergencyCard(facts: CardFacts, { kind, writtenAt }: CardReader): string {
  const { site, appVersion } = facts;
  const papers = kind === 'full' ? facts.papers : null;
  return printablePage({
    isDense: true,
    title: `Emergency card: ${site.name}`,
    summary: summaryOf(facts),
    sections: [
      whomToCall(papers),
      whereCopiesAre(facts),
      byHand(facts),
      theServer(facts, papers),
      theKey(facts, papers),
      ...(papers === null || papers.notes === '' ? [] : [{ title: 'Notes', blocks: [{ kind: 'text' as const, text: papers.notes }] }]),
    ],
    footer:
      `Written ${printedTime(writtenAt)} by Holdfast ${appVersion}, ${facts.removedAt === undefined ? 'which keeps this file current' : 'which takes this file away with the last copy'}. ` +
      'It is not sealed, so that it can be read in need; it holds no password and no key.',
  });
}

function summaryOf(facts: CardFacts): string {
  const { removedAt } = facts;
  if (removedAt === undefined) return copiesInShort(facts);
  const since = `This site is no longer kept by Holdfast since ${printedTime(removedAt)}: no newer copy is made. What is said here of the site and its server was so then.`;
  return facts.places.some(({ newest }) => newest !== null)
    ? `${since} ${copiesInShort(facts)}`
    : `${since} No whole copy of it is left outside of a bin.`;
}

function copiesInShort({ proven, places }: CardFacts): string {
  if (proven !== null)
    return (
      `The backup of ${printedTime(proven.startedAt)} in ${proven.placeName} was restored for trial on ${printedTime(proven.provenAt)}` +
      `${proven.restoreMs === null ? '' : ` and took ${formatDuration(proven.restoreMs)}`}.`
    );
  return places.some(({ newest }) => newest !== null)
    ? 'There are copies; none of them was restored for trial yet.'
    : 'There is no copy of this site yet.';
}

/** `papers` null: of a short card. */
function whomToCall(papers: OperatorDocument | null): PageSection {
  if (papers === null)
    return {
      title: 'Whom to call',
      blocks: [
        {
          kind: 'text',
          text:
            'This card is short, because others may read it here. Whom to call, the hosting panel, DNS, where the recovery key lies and notes stand on ' +
            "the card on the operator's own computer, and on paper.",
        },
      ],
    };
  const { contacts, whoDecides } = papers;
  const decides: readonly PageBlock[] = [{ kind: 'facts', rows: [['Who decides', said(whoDecides)]] }];
  if (contacts.length === 0) return { title: 'Whom to call', blocks: [...decides, { kind: 'text', text: 'No contact was written down.' }] };
  return {
    title: 'Whom to call',
    blocks: [
      ...decides,
      {
        kind: 'table',
        head: ['Who', 'For what', 'Telephone', 'Mail', 'Note'],
        rows: contacts.map(({ name, role, phone, email, note }) => [name, role, phone, email, note]),
      },
    ],
  };
}

function whereCopiesAre({ places, proven }: CardFacts): PageSection {
  return {
    title: 'Where the copies are',
    blocks: [
      {
        kind: 'table',
        head: ['Place', 'Newest whole copy', 'Shown to be'],
        rows: places.map(({ name, kind, where, offsite, newest }) => [
          `${name}\n${KIND[kind]}${offsite ? ', elsewhere than the server' : ''}`,
          newest === null ? `none\n${where}` : `${printedTime(newest.startedAt)}\n${whole(where, newest.location)}`,
          newest === null ? '' : `${LEVEL[newest.level]}, ${printedTime(newest.provedAt)}`,
        ]),
      },
      ...(proven === null
        ? []
        : [
            {
              kind: 'facts' as const,
              rows: [['Newest proven copy', `${printedTime(proven.startedAt)}, ${proven.placeName}\n${proven.location}`]] as const,
            },
          ]),
    ],
  };
}

function byHand({ byHand: steps }: CardFacts): PageSection {
  const title = 'How to restore by hand';
  if (steps.length === 0) return { title, blocks: [{ kind: 'text', text: 'There is no whole backup yet.' }] };
  return {
    title,
    blocks: [
      {
        kind: 'text',
        text: 'Holdfast is not needed. RESTORE.txt in the folder of each backup says all of this in full, for that very backup; nothing of it changes the live site.',
      },
      ...steps
        .slice(0, STEPS_SHOWN)
        .flatMap(({ title: step, commands }, index): PageBlock[] => [
          { kind: 'text', text: `${index + 1}. ${step}` },
          ...(commands.length === 0 ? [] : [{ kind: 'code' as const, text: commands.join('\n') }]),
        ]),
      ...(steps.length > STEPS_SHOWN
        ? [{ kind: 'text' as const, text: `${steps.length - STEPS_SHOWN} more steps stand in RESTORE.txt.` }]
        : []),
    ],
  };
}

function theServer({ site, server, databases }: CardFacts, papers: OperatorDocument | null): PageSection {
  return {
    title: 'The server',
    blocks: [
      {
        kind: 'facts',
        rows: [
          ['Site', site.url === null ? site.name : `${site.name}, ${site.url}`],
          ['Folder', `${site.root}${site.framework === null ? '' : `, ${site.framework}`}`],
          ['Databases', databases.length === 0 ? 'none' : databases.join(', ')],
          [
            'Server',
            `${server.name}: ${server.user}@${server.address}, port ${server.port}${server.over === null ? '' : `, over ${server.over}`}`,
          ],
          ['Host key', server.hostKey ?? 'none was accepted yet'],
          ['', 'Another key at this address is another server, or somebody in between: do not sign in.'],
          ...(papers === null
            ? []
            : ([
                ['Hosting panel', said(papers.hostingPanel)],
                ['DNS', said(papers.dns)],
              ] as const)),
        ],
      },
    ],
  };
}

function theKey({ recipient }: CardFacts, papers: OperatorDocument | null): PageSection {
  return {
    title: 'The recovery key',
    blocks: [
      {
        kind: 'facts',
        rows: [
          ...(papers === null ? [] : [['Where the kit lies', said(papers.keyKit)] as const]),
          ['Public key', recipient ?? 'nothing is sealed'],
          ...(recipient === null
            ? []
            : [['', 'The settings of the site are sealed: the kit with this public key opens them, with the program age.'] as const]),
        ],
      },
    ],
  };
}

/** The key of an object in a bucket says nothing without the bucket. */
function whole(where: string, location: string): string {
  return location.startsWith(where) ? location : `${where}: ${location}`;
}

const said = (text: string): string => (text === '' ? 'not written down' : text);

/** What stands under the old name when a site has a new one, in places where nothing can be deleted. Pure. */
export function movedCard(siteName: string, file: string, writtenAt: string): string {
  return printablePage({
    title: `Emergency card: ${siteName}`,
    summary: `The site has another name now. Its card is ${file}, beside this file.`,
    sections: [],
    footer: `Written ${printedTime(writtenAt)} by Holdfast.`,
  });
}

/** What stands in the place of a card that cannot be deleted, once no copy of a removed site lies there. Pure. */
export function goneCard(siteName: string, removedAt: string, writtenAt: string): string {
  return printablePage({
    title: `Emergency card: ${siteName}`,
    summary: `No copy of this site lies here any more. It is no longer kept by Holdfast since ${printedTime(removedAt)}.`,
    sections: [],
    footer: `Written ${printedTime(writtenAt)} by Holdfast, whose keys may delete nothing here.`,
  });
}
