import * as z from 'zod';
import {
  ChecklistGlance,
  ChecklistHistory,
  ChecklistName,
  ChecklistPeriod,
  ChecklistSettings,
  ChecklistView,
  NOTE_LENGTH,
  StepId,
} from '../../model/checklist.ts';
import { PlaceId, SiteId } from '../../model/ids.ts';
import { LearningPath } from '../../model/learning.ts';
import { CardKind, CardStatus, Documents, OperatorDocument } from '../../model/operator-document.ts';

const which = { list: ChecklistName, period: ChecklistPeriod.nullable().default(null) };

export const checklistCalls = {
  /** A list with evidence gathered now. `period` null: the present one. Of a past one the evidence of its confirmations is shown. */
  'checklist.show': { input: z.strictObject(which), output: ChecklistView },
  /** Keeps the evidence as it is now. Refused without a note where that is not in order. */
  'checklist.confirm': {
    input: z.strictObject({ ...which, stepId: StepId, note: z.string().trim().max(NOTE_LENGTH) }),
    output: ChecklistView,
  },
  /** Takes a confirmation back. */
  'checklist.withdraw': { input: z.strictObject({ ...which, stepId: StepId }), output: ChecklistView },
  'checklist.history': { input: z.strictObject({ list: ChecklistName }), output: ChecklistHistory },
  /** The weekly list, without gathering anything. */
  'checklist.glance': { input: z.void(), output: ChecklistGlance },
  'checklist.settings': { input: z.void(), output: ChecklistSettings },
  'checklist.set-settings': { input: ChecklistSettings, output: ChecklistSettings },
  /** One page, or everything as JSON. */
  'checklist.report': { input: z.strictObject({ ...which, format: z.enum(['html', 'json']) }), output: z.string() },
  /** As `incident.save-report`. */
  'checklist.save-report': {
    input: z.strictObject({ ...which, format: z.enum(['html', 'json', 'pdf']), file: z.string().min(1).nullable() }),
    output: z.string().nullable(),
  },

  /** `siteId` null: the papers of all sites. */
  'documents.get': { input: z.strictObject({ siteId: SiteId.nullable() }), output: Documents },
  'documents.set': { input: z.strictObject({ siteId: SiteId.nullable(), document: OperatorDocument }), output: Documents },
  /** The emergency card of a site as a page of HTML, with everything on it. */
  'documents.card': { input: z.strictObject({ siteId: SiteId }), output: z.string() },
  /** As `incident.save-report`. What was saved as PDF counts as printed. */
  'documents.save-card': {
    input: z.strictObject({ siteId: SiteId, format: z.enum(['html', 'pdf']), file: z.string().min(1).nullable() }),
    output: z.string().nullable(),
  },
  /** The operator says that the card as it is now was printed. */
  'documents.card-printed': { input: z.strictObject({ siteId: SiteId }), output: CardStatus },
  'documents.cards': { input: z.strictObject({ siteId: SiteId.nullable() }), output: z.array(CardStatus) },
  /** How much of a card lies in a place, of every site; the cards there are written anew at once where the place can be reached. */
  'documents.set-card-kind': { input: z.strictObject({ placeId: PlaceId, kind: CardKind }), output: z.array(CardStatus) },
  /** Writes the cards beside the copies in every place that can be reached; null: of all sites. It happens by itself while the app is open. */
  'documents.write-cards': { input: z.strictObject({ siteId: SiteId.nullable() }), output: z.array(CardStatus) },

  'learning.path': { input: z.void(), output: LearningPath },
  'learning.put-away': { input: z.strictObject({ putAway: z.boolean() }), output: LearningPath },
} as const;
