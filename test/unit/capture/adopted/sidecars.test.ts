import { describe, expect, it } from 'vitest';
import { sidecarFacts } from '../../../../src/main/capture/adopted/sidecars.ts';

const HEX = 'ab'.repeat(32);
const NAME = 'backup_20251227_020000.tar.gz';

function answer(files: Readonly<Record<string, string>>): Buffer {
  return Buffer.from(
    `${Object.entries(files)
      .map(([name, text]) => `file ${Buffer.byteLength(text)} ${name}\n${text}\n`)
      .join('')}done\n`,
  );
}

describe('what lies beside a backup', () => {
  it.each([
    `${HEX}  ${NAME}\n`,
    `${HEX.toUpperCase()} *./full/${NAME}\r\n`,
    `${HEX}\n`,
    `SHA256 (${NAME}) = ${HEX}\n`,
    `${'0'.repeat(64)}  another.tar.gz\n${HEX}  ${NAME}\n`,
    // Made before the file was renamed: a file of its own with one line means this one.
    `${HEX}  backup.tar.gz.partial\n`,
  ])('gives its checksum: %j', (text) => {
    expect(sidecarFacts(answer({ [`${NAME}.sha256`]: text }), NAME).hash).toEqual({
      algorithm: 'sha256',
      value: HEX,
      from: `${NAME}.sha256`,
    });
  });

  it.each(['', 'no checksum\n', `${'0'.repeat(64)}  one\n${HEX}  two\n`, HEX.slice(1)])('is not understood, and said so: %j', (text) => {
    expect(sidecarFacts(answer({ [`${NAME}.sha256`]: text }), NAME)).toMatchObject({ hash: null, unread: [`${NAME}.sha256`] });
  });

  it('describes it in JSON under the names makers use', () => {
    const described = {
      checksum: `md5:${'c'.repeat(32)}`,
      file_size: '1024',
      backup_type: 'incremental',
      database_name: 'carwise',
      tables: ['a', 'b'],
    };
    expect(sidecarFacts(answer({ 'backup.json': JSON.stringify(described) }), NAME)).toMatchObject({
      hash: { algorithm: 'md5', value: 'c'.repeat(32) },
      bytes: 1024,
      type: 'incremental',
      database: 'carwise',
      tables: 2,
    });
    expect(sidecarFacts(answer({ 'backup.json': '{"size": "1.2M", "checksum": "short", "tables": {}}' }), NAME)).toMatchObject({
      hash: null,
      bytes: null,
      tables: null,
      unread: [],
    });
    expect(sidecarFacts(answer({ 'backup.json': '[' }), NAME).unread).toEqual(['backup.json']);
  });

  it('is nothing where nothing lies, or where the answer was cut off', () => {
    for (const output of [answer({}), Buffer.from('root missing\n'), answer({ a: 'b' }).subarray(0, 8)])
      expect(sidecarFacts(output, NAME)).toMatchObject({ hash: null, bytes: null, unread: [] });
  });
});
