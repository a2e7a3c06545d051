import * as z from 'zod';

/** A moment: UTC, ISO 8601 with milliseconds, `2026-11-21T02:00:00.000Z`. The zone appears only at the edges. */
export const Instant = z.iso.datetime({ offset: false });
export type Instant = z.infer<typeof Instant>;
