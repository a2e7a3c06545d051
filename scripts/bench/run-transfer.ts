import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { buildProgram } from '../../test/lab/built-program.ts';
import type { TransferAnswer, TransferRequest } from './transfer-requests.ts';

/** The script of one transfer, as the installed program makes it. */
export const buildTransfer = () => buildProgram('scripts/bench/one-transfer.ts');

/** In a process of its own; `program`: the script. */
export async function oneTransfer(program: string, request: TransferRequest): Promise<TransferAnswer> {
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  let answer = '';
  child.stdout.on('data', (text: Buffer) => (answer += text.toString()));
  child.stdin.end(JSON.stringify(request));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the transfer ended with ${code}`);
  return JSON.parse(answer) as TransferAnswer;
}

/** Bytes nothing can compress. */
export async function* randomPieces(bytes: number): AsyncGenerator<Buffer> {
  const pieceBytes = 4 * 1024 * 1024;
  for (let done = 0; done < bytes; done += pieceBytes) yield randomBytes(Math.min(pieceBytes, bytes - done));
}
