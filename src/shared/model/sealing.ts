import * as z from 'zod';
import { Instant } from './instant.ts';

/** The key that opens sealed artifacts. The secret part never leaves the main process but into the recovery kit. */
export const KeyStatus = z.discriminatedUnion('state', [
  z.object({ state: z.literal('none'), canKeep: z.boolean(), reason: z.string() }),
  z.object({
    state: z.literal('ready'),
    /** `age1...` */
    recipient: z.string(),
    createdAt: Instant,
    /** The secret part is in the secret store of this computer; without it sealing works, opening needs the kit. */
    canOpen: z.boolean(),
    /** When the recovery kit was last written; null: never, and a dead computer would take the key along. */
    kitSavedAt: Instant.nullable(),
  }),
]);
export type KeyStatus = z.infer<typeof KeyStatus>;
