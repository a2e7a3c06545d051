import { describe, expect, it } from 'vitest';
import { dumpProblem } from '../../../src/main/capture/database/dump-problem.ts';

const end = (reports: string[], stderr = '', exitCode = 0) => ({ exitCode, reports, stderr });
const problem = (reports: string[], stderr = '', exitCode = 0) => dumpProblem(end(reports, stderr, exitCode), 'gzip', 'p4ssw0rd');

describe('how a dump ended', () => {
  it('is no problem only when both stages and the whole ended with 0', () => {
    expect(problem(['stage dump 0', 'stage compress 0'])).toBeNull();
    expect(problem(['stage dump 0', 'stage compress 0'], '', 1)?.code).toBe('capture.dump-failed');
    expect(problem(['stage compress 0'])?.code).toBe('capture.dump-failed');
    expect(problem(['stage dump 0'])?.code).toBe('capture.stage-failed');
    expect(problem([])?.code).toBe('capture.stage-failed');
  });

  it('is the problem of the dump program although the compressor ended well', () => {
    const found = problem(['stage dump 2', 'stage compress 0'], 'mysqldump: Error 1412: Table definition has changed');
    expect(found?.code).toBe('capture.dump-failed');
    expect(found?.detail).toBe('The dump program ended with status 2. mysqldump: Error 1412: Table definition has changed');
  });

  it('tells a killed program from a failed one', () => {
    expect(problem(['stage dump 137', 'stage compress 0'])?.detail).toContain('was killed (signal 9)');
    expect(problem(['stage dump 141', 'stage compress 1'], 'gzip: no space')?.code).toBe('capture.stage-failed');
    expect(problem(['stage dump 5', 'stage compress 137'], 'mariadb-dump: Got errno 11 on write')?.code).toBe('capture.stage-failed');
    expect(problem(['stage dump 2', 'stage compress 141'], 'mysqldump: Lost connection')?.code).toBe('capture.dump-failed');
  });

  it.each([
    ['Got error: 1045: "Access denied for user" when trying to connect', 'database.access-denied'],
    ['Got error: 1049: "Unknown database" when selecting the database', 'database.unknown-database'],
    ['Got error: 2002: "Can\'t connect to local server" when trying to connect', 'database.unreachable'],
    ["Couldn't execute 'SHOW CREATE TABLE': Access denied (1142)", 'capture.dump-failed'],
    ['Got error: 1044: "Access denied" when using LOCK TABLES', 'capture.dump-failed'],
  ])('knows what the client says of the sign-in (%s)', (words, code) => {
    expect(problem(['stage dump 2', 'stage compress 0'], `mysqldump: ${words}`)?.code).toBe(code);
  });

  it('shortens statements and never repeats the password', () => {
    const found = problem(['stage dump 3', 'stage compress 0'], `using p4ssw0rd here\n${'x'.repeat(5000)}`);
    expect(found?.detail).not.toContain('p4ssw0rd');
    expect(found?.detail.length).toBeLessThan(600);
  });
});
