import * as z from 'zod';
import { PlaceId, SiteId } from './ids.ts';
import { Instant } from './instant.ts';

const line = z.string().trim().max(300);
const text = z.string().trim().max(4000);

/** Somebody to call. No passwords: these papers are printed, and lie in the open. */
export const EmergencyContact = z.strictObject({
  name: line.min(1),
  /** "hosting support", "owner of the shop". */
  role: line,
  phone: line,
  email: line,
  note: line,
});
export type EmergencyContact = z.infer<typeof EmergencyContact>;

/** The operator's own papers: of one site, or of all of them. An empty text says nothing. */
export const OperatorDocument = z.strictObject({
  contacts: z.array(EmergencyContact).max(20),
  /** Address of the hosting panel and whose account it is. */
  hostingPanel: text,
  /** Registrar and name servers. */
  dns: text,
  /** Who may decide that a site goes offline, or back to yesterday. */
  whoDecides: text,
  /** Where the paper with the recovery key lies. */
  keyKit: text,
  notes: text,
});
export type OperatorDocument = z.infer<typeof OperatorDocument>;

export const EMPTY_DOCUMENT: OperatorDocument = {
  contacts: [],
  hostingPanel: '',
  dns: '',
  whoDecides: '',
  keyKit: '',
  notes: '',
};

/** The papers as the catalog keeps them. */
export const KeptDocument = z.object({ document: OperatorDocument.strip(), changedAt: Instant });
export type KeptDocument = z.infer<typeof KeptDocument>;

export const Documents = z.object({
  /** Null: the papers of all sites. */
  siteId: SiteId.nullable(),
  document: OperatorDocument,
  changedAt: Instant.nullable(),
  /** What holds for the site: its own words, and the ones of all sites where it has none. */
  inForce: OperatorDocument,
});
export type Documents = z.infer<typeof Documents>;

/**
 * How much of a card lies in a place, which whoever reads the copies there reads as well. `full`: all of it. `short`: where the copies are, how to restore by hand
 * and which server it was; nothing of what the operator wrote down.
 */
export const CardKind = z.enum(['full', 'short']);
export type CardKind = z.infer<typeof CardKind>;

/** What became of an emergency card in one place. */
export const CardCopy = z.object({
  placeId: PlaceId,
  placeName: z.string(),
  /** `waiting`: the place cannot be reached, or nobody came to it yet. `not-kept`: a server's own disk, which goes down with the server. */
  state: z.enum(['current', 'outdated', 'waiting', 'not-kept']),
  /** As the operator chose; where nobody chose, full on this computer and on drives, short on machines of others. */
  kind: CardKind,
  file: z.string(),
  writtenAt: Instant.nullable(),
  /** Why it is not current; empty when it is. */
  reason: z.string(),
});
export type CardCopy = z.infer<typeof CardCopy>;

export const CardStatus = z.object({
  siteId: SiteId,
  siteName: z.string(),
  /** Since when the site is no longer kept: its cards stay as long as copies of it do. Null: it is kept. */
  removedAt: Instant.nullable(),
  copies: z.array(CardCopy),
  printedAt: Instant.nullable(),
  /** Whether what was printed says something else than the card does now, apart from the newest copies. */
  printIsOld: z.boolean(),
});
export type CardStatus = z.infer<typeof CardStatus>;
