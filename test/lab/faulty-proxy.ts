import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/**
 * `error`: answers 500. `slow-down`: answers 503 as a busy S3 service. `reset`: cuts the line at once. `torn-request`: half of the body arrives, then the
 * line is cut. `torn-answer`: half of the answer arrives. `changed`: one bit of the body is another when it arrives.
 */
export type Fault = 'error' | 'slow-down' | 'reset' | 'torn-request' | 'torn-answer' | 'changed';

export interface FaultyProxy extends AsyncDisposable {
  readonly endpoint: string;
  /** The next `times` requests that match go wrong. */
  fail(fault: Fault, times: number, matches?: (method: string, url: string) => boolean): void;
  /** Nobody answers until `restore`; what is under way is cut. */
  breakDown(): void;
  restore(): void;
  /** `PUT /bucket/key?partNumber=1`, in order of arrival. */
  readonly requests: readonly string[];
}

interface Planned {
  readonly fault: Fault;
  readonly matches: (method: string, url: string) => boolean;
  left: number;
}

/** An HTTP proxy in front of one service of the lab that goes wrong when it is told to. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const { hostname, port } = new URL(target);
  const planned: Planned[] = [];
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  let isDown = false;

  function faultFor(method: string, url: string): Fault | null {
    const due = planned.find(({ left, matches }) => left > 0 && matches(method, url));
    if (due === undefined) return null;
    due.left -= 1;
    return due.fault;
  }

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = incoming;
    requests.push(`${method} ${url}`);
    const fault = faultFor(method, url);
    if (fault === 'reset') return void incoming.socket.destroy();
    const body = await bodyOf(incoming);
    if (fault === 'error' || fault === 'slow-down') return refuse(outgoing, fault);
    const half = body.subarray(0, Math.floor(body.length / 2));
    const sent = fault === 'changed' ? flipped(body) : fault === 'torn-request' ? half : body;
    const onward = request(
      { hostname, port, method, path: url, headers },
      (answer) => void passBack(answer, outgoing, fault === 'torn-answer'),
    );
    onward.on('error', () => incoming.socket.destroy());
    onward.write(sent);
    if (fault !== 'torn-request') return void onward.end();
    onward.destroy();
    incoming.socket.destroy();
  }

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  server.on('connection', (socket) => {
    if (isDown) return void socket.destroy();
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cutAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fail: (fault, times, matches = () => true) => void planned.push({ fault, matches, left: times }),
    breakDown() {
      isDown = true;
      cutAll();
    },
    restore() {
      isDown = false;
    },
    requests,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      cutAll();
      await closed;
    },
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function refuse(outgoing: ServerResponse, fault: 'error' | 'slow-down'): void {
  const [status, code] = fault === 'error' ? [500, 'InternalError'] : [503, 'SlowDown'];
  outgoing.writeHead(status, { 'content-type': 'application/xml' });
  outgoing.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>told to by a test</Message></Error>`);
}

async function passBack(answer: IncomingMessage, outgoing: ServerResponse, isTorn: boolean): Promise<void> {
  outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
  const half = isTorn ? Number(answer.headers['content-length'] ?? 0) / 2 : Number.POSITIVE_INFINITY;
  let passed = 0;
  for await (const chunk of answer) {
    passed += (chunk as Buffer).length;
    if (passed > half) {
      answer.destroy();
      // What was passed on arrives; what follows never does.
      outgoing.write(chunk, () => outgoing.socket?.destroy());
      return;
    }
    if (!outgoing.write(chunk)) await new Promise((resolve) => outgoing.once('drain', resolve));
  }
  outgoing.end();
}

function flipped(body: Buffer): Buffer {
  const changed = Buffer.from(body);
  const middle = Math.floor(changed.length / 2);
  changed[middle] = (changed[middle] ?? 0) ^ 1;
  return changed;
}
