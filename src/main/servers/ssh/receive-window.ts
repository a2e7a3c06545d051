import type { Channel } from 'ssh2';

/** What ssh2 gives every channel. */
const DEFAULT_BYTES = 2 * 1024 * 1024;
const SMALLEST_BYTES = 4 * 1024 * 1024;
const LARGEST_BYTES = 32 * 1024 * 1024;
/** Bytes that should be under way for each millisecond of round trip: 32 MiB at 150 ms, which is 220 MB/s. Measured: twice as much costs memory and speed. */
const BYTES_PER_MS = LARGEST_BYTES / 150;

/** ssh2 1.17 keeps these to itself; this file is the only one that knows, and its test fails when they change. */
interface ChannelInside {
  readonly incoming: { window: number };
  readonly outgoing: { readonly id: number; readonly state: string };
  readonly _client: { readonly _protocol: { channelWindowAdjust(channelId: number, bytes: number): void } };
}

export interface ReceiveWindow {
  /** Lets the server send as many bytes again as were taken away here; a slow disk thus bounds memory to the size of the window. */
  consumed(bytes: number): void;
}

/** The window decides the speed over distance: the server sends at most this much per round trip. */
export function windowSizeFor(roundTripMs: number): number {
  return Math.round(Math.min(LARGEST_BYTES, Math.max(SMALLEST_BYTES, roundTripMs * BYTES_PER_MS)));
}

/** Lets the server send `bytes` ahead on this channel. Null when this ssh2 does not have the inside that is needed: then its default stays. */
export function enlargeReceiveWindow(channel: Channel, bytes: number): ReceiveWindow | null {
  if (!hasKnownInside(channel)) return null;
  const inside = channel;
  const grant = (extra: number) => {
    if (inside.outgoing.state === 'closing' || inside.outgoing.state === 'closed') return;
    inside.incoming.window += extra;
    inside._client._protocol.channelWindowAdjust(inside.outgoing.id, extra);
  };
  if (bytes > DEFAULT_BYTES) grant(bytes - DEFAULT_BYTES);
  const batch = Math.min(1024 * 1024, bytes / 4);
  let taken = 0;
  return {
    consumed(count) {
      taken += count;
      if (taken < batch) return;
      grant(taken);
      taken = 0;
    },
  };
}

function hasKnownInside(channel: unknown): channel is ChannelInside {
  const inside = channel as Partial<ChannelInside>;
  return (
    typeof inside.incoming?.window === 'number' &&
    typeof inside.outgoing?.id === 'number' &&
    typeof inside.outgoing.state === 'string' &&
    typeof inside._client?._protocol?.channelWindowAdjust === 'function'
  );
}
