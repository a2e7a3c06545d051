import * as z from 'zod';
import { PlaceId, SiteId } from '../../shared/model/ids.ts';
import { Instant } from '../../shared/model/instant.ts';
import { KeptDocument } from '../../shared/model/operator-document.ts';
import { decodeMaybe, json } from './decode.ts';
import type { Sql } from './sql.ts';

/** What was last written of the emergency card of a site. */
export const CardRecord = z.object({
  /** When it was printed, and the hash of what a reader of the paper relies on. */
  printed: z.object({ at: Instant, hash: z.string() }).nullable(),
  written: z.array(
    z.object({
      placeId: PlaceId,
      file: z.string(),
      /** Of everything on the card but the time it was written. */
      hash: z.string(),
      /** Of the file itself. */
      sha256: z.string(),
      at: Instant,
      /** When it was last seen to lie there. */
      seenAt: Instant,
    }),
  ),
});
export type CardRecord = z.infer<typeof CardRecord>;

/** What the card of a site that was removed goes on saying of it, and where it lies. */
export const LeftCard = z.object({
  siteId: SiteId,
  removedAt: Instant,
  site: z.object({ name: z.string(), url: z.string().nullable(), root: z.string(), framework: z.string().nullable() }),
  server: z.object({
    name: z.string(),
    address: z.string(),
    port: z.int(),
    user: z.string(),
    hostKey: z.string().nullable(),
    over: z.string().nullable(),
  }),
  databases: z.array(z.string()),
  /** The site's own. */
  papers: KeptDocument.nullable(),
  written: CardRecord.shape.written,
});
export type LeftCard = z.infer<typeof LeftCard>;

export const NO_CARD: CardRecord = { printed: null, written: [] };

/** The operator's own papers and the emergency cards made from them. Both go with their site. */
export interface OperatorDocumentsRepository {
  /** `siteId` null: of all sites. Null: nothing was written down. */
  find(siteId: SiteId | null): KeptDocument | null;
  put(siteId: SiteId | null, kept: KeptDocument): void;
  /** `NO_CARD` until one is put. */
  cardOf(siteId: SiteId): CardRecord;
  putCard(siteId: SiteId, card: CardRecord): void;
}

const Row = z.object({ document: json(KeptDocument) });
const CardRow = z.object({ document: json(CardRecord) });

export function createOperatorDocumentsRepository(sql: Sql): OperatorDocumentsRepository {
  return {
    find: (siteId) =>
      decodeMaybe(
        Row,
        'operator_document',
        sql.get('SELECT site_id AS id, document FROM operator_document WHERE site_id = :siteId', { siteId: siteId ?? '' }),
      )?.document ?? null,
    put(siteId, kept) {
      sql.run(
        `INSERT INTO operator_document (site_id, document) VALUES (:siteId, :document)
         ON CONFLICT (site_id) DO UPDATE SET document = excluded.document`,
        { siteId: siteId ?? '', document: JSON.stringify(kept) },
      );
    },
    cardOf: (siteId) =>
      decodeMaybe(
        CardRow,
        'emergency_card',
        sql.get('SELECT site_id AS id, document FROM emergency_card WHERE site_id = :siteId', { siteId }),
      )?.document ?? NO_CARD,
    putCard(siteId, card) {
      sql.run(
        `INSERT INTO emergency_card (site_id, document) VALUES (:siteId, :document)
         ON CONFLICT (site_id) DO UPDATE SET document = excluded.document`,
        { siteId, document: JSON.stringify(card) },
      );
    },
  };
}
