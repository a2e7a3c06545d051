import * as z from 'zod';

/** What the step that puts the page up writes down before it does. */
const MaintenanceMemo = z.object({
  /** `up`: it was put up by this restore. `paused`: for the same incident, before it. `down`: by somebody else; then it stays. */
  before: z.enum(['up', 'paused', 'down']),
  /** The random word of the bypass link: it opens nothing but the maintenance page while that is up. Null: there is none. */
  secret: z.string().nullable(),
  /** The whole link; null: there is none. */
  bypassUrl: z.string().nullable(),
});
export type MaintenanceMemo = z.infer<typeof MaintenanceMemo>;

export function maintenanceMemo(memo: unknown): MaintenanceMemo | null {
  const parsed = MaintenanceMemo.safeParse(memo);
  return parsed.success ? parsed.data : null;
}

/** The link that passes the maintenance page, from the memo of the step `maintenance-on`; null: there is none. */
export function bypassUrlOf(memo: unknown): string | null {
  return maintenanceMemo(memo)?.bypassUrl ?? null;
}

/** `address`: APP_URL, as the site has it. Null when it is none. Pure. */
export function bypassUrl(address: string | null | undefined, secret: string): string | null {
  if (address === null || address === undefined || !/^https?:\/\//i.test(address) || !URL.canParse(address)) return null;
  const url = new URL(address);
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}/${secret}`;
}

/** Whether the page was taken down again by the step that does. */
const OffMemo = z.object({ isUp: z.boolean() });

export function wasTakenDown(memo: unknown): boolean {
  return OffMemo.safeParse(memo).data?.isUp === true;
}
