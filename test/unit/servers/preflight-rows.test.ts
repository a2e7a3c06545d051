import { describe, expect, test } from 'vitest';
import { abilitiesOf } from '../../../src/main/servers/preflight/abilities.ts';
import { readAnswer } from '../../../src/main/servers/preflight/answer.ts';
import { rowsOf } from '../../../src/main/servers/preflight/rows.ts';

const NOW = Date.UTC(2026, 10, 21, 2);

function row(id: string, ...lines: readonly string[]) {
  return rowsOf(readAnswer(lines.join('\n')), NOW).find((each) => each.id === id);
}

describe('preflight rows', () => {
  test.each([
    ['/usr/bin/mysqldump mysqldump  Ver 8.0.39 for Linux on x86_64 (MySQL Community Server - GPL)', 'mysqldump 8.0.39', 'mysql'],
    ['/usr/bin/mysqldump mysqldump  Ver 10.13 Distrib 5.7.44, for Linux (x86_64)', 'mysqldump 5.7.44', 'mysql'],
    ['/usr/bin/mysqldump mysqldump  Ver 10.19 Distrib 10.11.14-MariaDB, for debian-linux-gnu (x86_64)', 'mysqldump 10.11.14', 'mariadb'],
    ['/usr/bin/mariadb-dump mariadb-dump from 11.4.2-MariaDB, client 10.19 for Linux (x86_64)', 'mariadb-dump 11.4.2', 'mariadb'],
  ])('name the dump tool by the version people know: %s', (said, found, flavour) => {
    expect(row('dump-tool', `dump-tool ${said}`)).toMatchObject({ verdict: 'ok', found });
    expect(abilitiesOf(readAnswer(`dump-tool ${said}`)).dumpTool?.flavour).toBe(flavour);
  });

  test.each([
    ['gnu', 'tar (GNU tar) 1.34'],
    ['bsd', 'bsdtar 3.6.2 - libarchive 3.6.2'],
    ['busybox', 'tar (busybox) 1.35.0'],
    ['unknown', 'tar of somebody else'],
  ])('recognise %s tar', (flavour, version) => {
    expect(abilitiesOf(readAnswer(`tar /bin/tar ${version}`)).tar).toBe(flavour);
  });

  test('warn of a clock that is wrong by more than can be measured, and say in which direction', () => {
    const at = (seconds: number) => row('clock', `time ${NOW / 1000 + seconds}`, 'zone CET');
    expect(at(0)).toMatchObject({ verdict: 'ok', found: 'in step with this computer, time zone CET' });
    expect(at(-2)?.verdict).toBe('ok');
    expect(at(400)?.found).toMatch(/^the server is 6\smin 41\ss ahead, time zone CET$/);
    expect(at(-400)?.found).toContain('behind');
  });

  test('warn of a disk or an inode table that is nearly full', () => {
    expect(row('disk', 'disk 40000000 18200000')?.verdict).toBe('ok');
    expect(row('disk', 'disk 40000000 1500000')?.verdict).toBe('attention');
    expect(row('disk', 'disk 2000000 900000')?.verdict).toBe('attention');
    expect(row('inodes', 'inodes 1000000 710000')).toMatchObject({ verdict: 'ok', found: '71 % of the inodes free' });
    expect(row('inodes', 'inodes 1000000 10000')?.verdict).toBe('attention');
    expect(row('inodes', 'inodes 0 0')?.verdict).toBe('ok');
  });

  test('prefer zstd to gzip to bzip2, and can always do without', () => {
    const answer = readAnswer('gzip /bin/gzip gzip 1.12\nbzip2 /bin/bzip2\nzstd /usr/bin/zstd v1.5.4');
    expect(abilitiesOf(answer).compressions).toEqual(['zstd', 'gzip', 'bzip2', 'none']);
  });
});
