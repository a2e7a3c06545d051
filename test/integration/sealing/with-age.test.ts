import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newIdentity, openStream, recipientOf, sealStream } from '../../../src/main/sealing/age.ts';
import { identityFile } from '../../../src/main/sealing/identity-file.ts';
import { problemOf } from '../servers/lab-servers.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-age-'));
afterAll(() => rmSync(folder, { recursive: true }));
let identity: string;
let recipient: string;
let keyFile: string;
beforeAll(async () => {
  identity = await newIdentity();
  recipient = await recipientOf(identity);
  keyFile = join(folder, 'key.txt');
  writeFileSync(keyFile, identityFile([{ identity, recipient, createdAt: '2026-11-26T01:00:00Z' }]), { mode: 0o600 });
});

async function whole(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const list: Buffer[] = [];
  for await (const chunk of chunks) list.push(chunk);
  return Buffer.concat(list);
}

async function* pieces(...list: readonly Buffer[]) {
  yield* list;
}

describe('a sealed stream', () => {
  it.each([0, 1, 65_535, 65_536, 65_537, 1_000_000])('of %i bytes is opened by age itself', async (length) => {
    const plain = randomBytes(length);
    const sealed = await whole(sealStream([recipient], pieces(plain.subarray(0, 100), plain.subarray(100))));
    const file = join(folder, `${length}.age`);
    writeFileSync(file, sealed);
    expect(execFileSync('age', ['-d', '-i', keyFile, file], { maxBuffer: 1 << 24 })).toEqual(plain);
  });

  it.each([0, 65_536, 1_000_000])('that age sealed, of %i bytes, opens here', async (length) => {
    const plain = randomBytes(length);
    const file = join(folder, `by-age-${length}.age`);
    execFileSync('age', ['-r', recipient, '-o', file], { input: plain });
    expect(await whole(openStream([await newIdentity(), identity], createReadStream(file)))).toEqual(plain);
  });

  it('is opened with either of two keys, which age derives the same public part of', async () => {
    const second = join(folder, 'second.txt');
    execFileSync('age-keygen', ['-o', second], { stdio: 'ignore' });
    const other = execFileSync('age-keygen', ['-y', second], { encoding: 'utf8' }).trim();
    expect(await recipientOf(/AGE-SECRET-KEY-\S+/.exec(readFileSync(second, 'utf8'))?.[0] ?? '')).toBe(other);
    const sealed = await whole(sealStream([recipient, other], pieces(Buffer.from('both'))));
    const file = join(folder, 'both.age');
    writeFileSync(file, sealed);
    for (const key of [keyFile, second]) expect(execFileSync('age', ['-d', '-i', key, file], { encoding: 'utf8' })).toBe('both');
  });

  it('is refused when a byte was changed, its end is missing, or it is for another key', async () => {
    const sealed = await whole(sealStream([recipient], pieces(randomBytes(200_000))));
    const changed = Buffer.from(sealed);
    changed[sealed.length - 30_000] = (changed[sealed.length - 30_000] ?? 0) ^ 1;
    for (const bytes of [changed, sealed.subarray(0, sealed.length - 1), sealed.subarray(0, 100_000)])
      expect(await problemOf(whole(openStream([identity], pieces(bytes))))).toMatchObject({
        code: 'sealing.not-opened',
        detail: /damaged/,
      });
    expect(await problemOf(whole(openStream([await newIdentity()], pieces(sealed))))).toEqual({
      code: 'sealing.not-opened',
      detail: 'It was sealed for another key.',
    });
    expect((await problemOf(whole(openStream([identity], pieces(Buffer.from('no age file')))))).code).toBe('sealing.not-opened');
  });

  it('passes on what its source says, in both directions, and ends the source when it is left early', async () => {
    const lost = new Error('the line is gone');
    async function* failing(first: Buffer) {
      yield first;
      throw lost;
    }
    await expect(whole(sealStream([recipient], failing(randomBytes(10))))).rejects.toBe(lost);
    const sealed = await whole(sealStream([recipient], pieces(randomBytes(200_000))));
    await expect(whole(openStream([identity], failing(sealed.subarray(0, 100_000))))).rejects.toBe(lost);

    let ended = false;
    async function* endless() {
      try {
        for (;;) yield Buffer.alloc(65_536);
      } finally {
        ended = true;
      }
    }
    for await (const chunk of sealStream([recipient], endless())) if (chunk.length > 0) break;
    expect(ended).toBe(true);
  });

  it('needs no more memory for a long stream than for a short one', async () => {
    const script = `
      import { newIdentity, recipientOf, sealStream, openStream } from ${JSON.stringify(join(import.meta.dirname, '../../../src/main/sealing/age.ts'))};
      const identity = await newIdentity();
      const chunk = Buffer.alloc(1 << 20, 7);
      async function* source() { for (let i = 0; i < 96; i++) yield chunk; }
      let bytes = 0, peak = 0;
      for await (const out of openStream([identity], sealStream([await recipientOf(identity)], source()))) {
        bytes += out.length;
        peak = Math.max(peak, process.memoryUsage().rss);
      }
      console.log(JSON.stringify({ bytes, peak }));`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    const { bytes, peak } = JSON.parse(stdout) as { bytes: number; peak: number };
    expect(bytes).toBe(96 << 20);
    expect(peak).toBeLessThan(250 << 20);
  });

  it('keeps every byte of a large file', async () => {
    const file = join(folder, 'large.age');
    const hash = createHash('sha256');
    const chunk = randomBytes(1 << 20);
    async function* source() {
      for (let i = 0; i < 20; i += 1) {
        hash.update(chunk);
        yield chunk;
      }
    }
    writeFileSync(file, await whole(sealStream([recipient], source())));
    const opened = execFileSync('age', ['-d', '-i', keyFile, file], { maxBuffer: 1 << 26 });
    expect(createHash('sha256').update(opened).digest('hex')).toBe(hash.digest('hex'));
  });
});
