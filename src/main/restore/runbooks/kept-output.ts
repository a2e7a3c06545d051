/** Bytes that are kept of each end; with what is hidden and put in their place they stay below the 20 kB of a journal's step. */
const SHOWN = 9_000;
/** More is held while it comes in, so that a secret at the cut is still whole when it is looked for. */
const HELD = SHOWN + 8_192;

/** The beginning and the end of an output of any length. */
export interface KeptOutput {
  push(chunk: Buffer): void;
  /** `clean` hides what must not be kept, before anything is cut. */
  text(clean: (text: string) => string): string;
}

export function keepOutput(): KeptOutput {
  let head = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  let bytes = 0;
  return {
    push(chunk) {
      bytes += chunk.length;
      const room = HELD - head.length;
      if (room > 0) head = Buffer.concat([head, chunk.subarray(0, room)]);
      if (chunk.length > room) tail = Buffer.concat([tail, chunk.subarray(Math.max(0, room))]).subarray(-HELD);
    },
    text(clean) {
      if (bytes <= HELD * 2) return cut(clean(readable(Buffer.concat([head, tail]))), null);
      return cut(clean(readable(head)), clean(readable(tail)));
    },
  };
}

function cut(head: string, tail: string | null): string {
  if (tail === null && head.length <= SHOWN * 2) return head.trim();
  const end = tail ?? head;
  return `${head.slice(0, SHOWN).trim()}\n[the middle of the output is left out]\n${end.slice(-SHOWN).trim()}`;
}

/** What a terminal would not show: colours, and progress bars that were drawn over. */
function readable(bytes: Buffer): string {
  const text = bytes
    .toString('utf8')
    // Escape sequences of a terminal begin with a control character.
    // oxlint-disable-next-line no-control-regex
    .replaceAll(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-_])/g, '')
    .replaceAll('\r\n', '\n');
  const lines = text.split('\n').map((line) => line.slice(line.lastIndexOf('\r') + 1));
  // All but tab and line end.
  // oxlint-disable-next-line no-control-regex
  return lines.join('\n').replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
}
