import { expect } from '@playwright/test';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { startLab } from '../lab/lab.ts';
import { doMainJob } from '../../scripts/demo/main-job.ts';
import { test } from './holdfast-window.ts';
import { call } from './practice-site.ts';

test('prints the report of an incident as a PDF that the operator alone can read', async ({ launch, home }) => {
  test.setTimeout(120_000);
  await using lab = await startLab({ site: { media: false } });
  const { details } = await doMainJob(lab, home);
  const { page } = await launch();
  const incident = await call(page, 'incident.open', { siteId: details.backup.siteId });
  await call(page, 'incident.note', { incidentId: incident.id, note: 'Ångström & <b>nobody</b> was angry.' });
  const file = join(home, 'incident.pdf');
  expect(await call(page, 'incident.save-report', { incidentId: incident.id, format: 'pdf', file })).toBe(file);

  const pdf = await readFile(file);
  expect(pdf.subarray(0, 5).toString('latin1')).toBe('%PDF-');
  expect(pdf.subarray(-8).toString('latin1')).toContain('%%EOF');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const { pages, glyphs, isA4 } = lookAtPdf(pdf);
  expect(pages).toBeGreaterThan(0);
  expect(isA4).toBe(true);
  // Text and not a picture, and no blank page: each letter of it is shown by its number in a font.
  expect(glyphs).toBeGreaterThan(100);

  const again = await call(page, 'incident.save-report', { incidentId: incident.id, format: 'pdf', file }).catch((error: unknown) => error);
  expect(String(again)).toContain('report.not-written');
});

/** What can be told of a PDF without reading its fonts: pages, hexadecimal digits of shown glyphs, and the size of its pages. */
function lookAtPdf(pdf: Buffer): { readonly pages: number; readonly glyphs: number; readonly isA4: boolean } {
  const text = pdf.toString('latin1');
  const streams = [...text.matchAll(/stream\r?\n/g)].map(({ index, 0: mark }) => {
    const from = index + mark.length;
    const to = text.indexOf('endstream', from);
    try {
      return inflateSync(pdf.subarray(from, to)).toString('latin1');
    } catch {
      return '';
    }
  });
  const shown = streams.flatMap((stream) => [...stream.matchAll(/<([0-9A-F]+)>\s*Tj|<([0-9A-F]+)>/gi)]);
  return {
    pages: [...`${text}${streams.join('\n')}`.matchAll(/\/Type\s*\/Page\b/g)].length,
    glyphs: shown.reduce((sum, [, tj = '', other = '']) => sum + tj.length + other.length, 0),
    isA4: /\/MediaBox\s*\[\s*0\s+0\s+59[45](?:\.\d+)?\s+84[12](?:\.\d+)?/.test(`${text}${streams.join('\n')}`),
  };
}
