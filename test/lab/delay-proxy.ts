import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

export interface DelayProxyOptions {
  readonly targetPort: number;
  /** Added in each direction; the round trip grows by twice as much. */
  readonly oneWayMs: number;
}

export interface DelayProxy extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** Connections that are open right now. */
  connections(): number;
  /** Resets every connection in both directions, as when a router restarts. New ones are let through. */
  cut(): void;
  /** From now on nothing passes and nobody is told: a half-open line. `cut` ends it. */
  freeze(): void;
  /** The line is down: what is open is reset, and so is whatever comes, until `restore`. */
  breakDown(): void;
  restore(): void;
  stop(): Promise<void>;
}

/** Memory for one direction of one line; a real network of that bandwidth and length holds less. */
const MAX_IN_FLIGHT_BYTES = 256 * 1024 * 1024;

/** A line with distance: forwards TCP to a port of this computer, later. */
export async function startDelayProxy({ targetPort, oneWayMs }: DelayProxyOptions): Promise<DelayProxy> {
  const sockets = new Set<Socket>();
  let isFrozen = false;
  let isDown = false;
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
    if (isDown) return void near.resetAndDestroy();
    const far = connect({ port: targetPort, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    }
    forward(near, far, oneWayMs, () => isFrozen);
    forward(far, near, oneWayMs, () => isFrozen);
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  function cut(): void {
    isFrozen = false;
    for (const socket of sockets) socket.resetAndDestroy();
  }
  async function stop(): Promise<void> {
    cut();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  }
  return {
    host: '127.0.0.1',
    port,
    connections: () => Math.ceil(sockets.size / 2),
    cut,
    freeze() {
      isFrozen = true;
    },
    breakDown() {
      isDown = true;
      cut();
    },
    restore() {
      isDown = false;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

interface Parcel {
  readonly dueAt: number;
  /** Undefined: the sender has ended. */
  readonly chunk: Buffer | undefined;
}

function forward(from: Socket, to: Socket, oneWayMs: number, isFrozen: () => boolean): void {
  const parcels: Parcel[] = [];
  let inFlight = 0;
  let timer: NodeJS.Timeout | undefined;
  function deliver(): void {
    timer = undefined;
    // Timers wake to the millisecond: what is due within it goes now.
    const now = performance.now() + 0.5;
    for (let parcel = parcels[0]; parcel && parcel.dueAt <= now; parcel = parcels[0]) {
      parcels.shift();
      if (isFrozen()) continue;
      if (!parcel.chunk) {
        to.end();
        continue;
      }
      inFlight -= parcel.chunk.length;
      to.write(parcel.chunk);
    }
    if (from.isPaused() && inFlight < MAX_IN_FLIGHT_BYTES / 2) from.resume();
    const next = parcels[0];
    if (next) timer = setTimeout(deliver, Math.max(1, next.dueAt - performance.now()));
  }
  function accept(chunk: Buffer | undefined): void {
    parcels.push({ dueAt: performance.now() + oneWayMs, chunk });
    inFlight += chunk?.length ?? 0;
    if (inFlight >= MAX_IN_FLIGHT_BYTES) from.pause();
    timer ??= setTimeout(deliver, oneWayMs);
  }
  from.on('data', accept);
  from.on('end', () => accept(undefined));
  // The other side learns of it by the reset below; who caused it does not matter to a line.
  from.on('error', () => to.resetAndDestroy());
  from.on('close', () => {
    clearTimeout(timer);
    if (!from.readableEnded) to.destroy();
    else if (parcels.length > 0) deliver();
  });
}
