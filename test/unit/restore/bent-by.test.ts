import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { AppError } from '../../../src/main/errors/app-error.ts';
import { bentBy } from '../../../src/main/restore/import/bent-by.ts';

const SQL = Buffer.from('CREATE TABLE `t` (`id` int);');
const artifact = { file: 'shop.sql', bytes: SQL.length, sha256: createHash('sha256').update(SQL).digest('hex') };
const job = { step: () => {}, advance: () => {}, signal: new AbortController().signal };
const refused = new AppError('import.statement-refused', { detail: 'ERROR at line 3: Unknown command' });

function giving(bytes: Buffer | AppError) {
  const asked: number[] = [];
  const source = {
    name: 'This computer',
    async *read(from: number) {
      asked.push(from);
      if (bytes instanceof AppError) throw bytes;
      yield await Promise.resolve(bytes);
    },
  };
  return { source, asked };
}

it('calls a copy damaged whose bent byte the database met before the hash told', async () => {
  const bent = Buffer.from(SQL);
  bent[3] = 0xff;
  expect(await bentBy(refused, giving(bent).source, artifact, job)).toMatchObject({ code: 'import.copy-damaged' });
});

it('leaves what the database refuses of a whole copy as it is, and says when it cannot tell', async () => {
  expect(await bentBy(refused, giving(SQL).source, artifact, job)).toBeNull();
  const gone = new AppError('place.not-found', { detail: 'drive' });
  expect(await bentBy(refused, giving(gone).source, artifact, job)).toBe(gone);
});

it('reads nothing again for what no damage makes', async () => {
  const { source, asked } = giving(SQL);
  expect(await bentBy(new AppError('database.unreachable'), source, artifact, job)).toBeNull();
  expect(asked).toEqual([]);
});
