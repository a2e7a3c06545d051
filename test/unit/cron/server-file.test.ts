import { describe, expect, it } from 'vitest';
import { serverFile, versionOf } from '../../../src/main/cron/server-file.ts';

/** Every version that lies on somebody's server, with what it is known by. A changed file needs a new version and a new line. */
const KNOWN: Readonly<Record<string, string>> = {
  '1.0.0': 'bff9de12ee9acf952e0a24a04bd2591556d7018d46df81f9ce723503fe085bde',
  '1.0.1': 'e99de2693181ac9375318e4eb23678519affba1904cc4a1af78eef48d017b9ef',
};

describe('the file a server makes its backups with', () => {
  it('is the one known by its version', () => {
    expect(serverFile.sha256).toBe(KNOWN[serverFile.version]);
  });

  it('is one sh program with every setting explained at its head', () => {
    expect(serverFile.text.startsWith('#!/bin/sh\n')).toBe(true);
    expect(serverFile.text.trimEnd().endsWith('main "$@"')).toBe(true);
    const [head = ''] = serverFile.text.split('\nset -u\n');
    const settings = [...serverFile.text.matchAll(/^ {4}([A-Z_]+)\) /gm)].map(([, key = '']) => key);
    expect(settings.length).toBeGreaterThan(20);
    expect(settings.filter((key) => !new RegExp(`^# +\\*? *${key} `, 'm').test(head))).toEqual([]);
  });

  it('says its version in one line, which nothing else has', () => {
    expect(versionOf(serverFile.text)).toBe(serverFile.version);
    expect(versionOf('# HOLDFAST_SERVER_VERSION')).toBe(null);
  });
});
