import { formatInstant } from '../../shared/format/instants.ts';

/** A moment in this computer's own time: "Fri 20 Nov 02:00". */
export function When({ at, now }: { readonly at: string; readonly now: number }) {
  return <time dateTime={at}>{formatInstant(at, now)}</time>;
}
