import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { App, HostAbilities } from '../../../src/main/app/app.ts';
import { createApp } from '../../../src/main/app/create-app.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { createRefusingSecretStore } from '../../../src/main/support/secret-stores.ts';
import type { DrillId, IncidentId } from '../../../src/shared/model/ids.ts';
import { sampleDrill } from '../../unit/drills/drill-samples.ts';
import { sampleIncident, sampleRestore } from '../../unit/incidents/incident-samples.ts';
import { ask, choosePlace, host, keepBackup, withCatalog } from '../app/app-folder.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { register } from '../places/place-folder.ts';

/** An app that knows a backup, an incident with a restore of it, and a drill. */
async function appWith(abilities: Partial<HostAbilities> = {}) {
  const home = scratchFolder();
  const registered = register();
  const kept = await keepBackup(home, await choosePlace(home, registered), registered);
  const { siteId, number: _, ...incident } = sampleIncident({ siteId: registered.site.id });
  const restore = sampleRestore({ ...sampleIncident(), ...incident, siteId });
  const drill = sampleDrill({ siteId, backupId: kept.id });
  withCatalog(home, (catalog) => {
    catalog.incidents.open({ ...incident, siteId }, '2026-11-21');
    catalog.restores.insert({ ...restore, plan: { ...restore.plan, backup: { ...restore.plan.backup, id: kept.id } } });
    catalog.drills.insert(drill);
  });
  const app = await createApp({ home, host: { ...host, ...abilities }, secrets: createRefusingSecretStore(), logger: silentLogger });
  onTestFinished(() => app.close());
  return { app, home, incidentId: incident.id, drillId: drill.id, sha256: kept.manifest.backup.artifacts[0]?.sha256 ?? '?' };
}

const problem = async (app: App, format: 'html' | 'pdf', file: string | null, incidentId: IncidentId) => {
  const reply = await app.call('incident.save-report', { incidentId, format, file });
  return reply.ok ? null : reply.problem.code;
};

describe('reports', () => {
  it('are read on the screen, with the hashes of the backup as they were recorded', async () => {
    const { app, incidentId, drillId, sha256 } = await appWith();
    for (const format of ['html', 'json'] as const) {
      expect(await ask(app, 'incident.report', { incidentId, format })).toContain(sha256);
      expect(await ask(app, 'drill.report', { drillId, format })).toContain(sha256);
    }
    const gone = 'ffffffff-ffff-4fff-8fff-ffffffffffff';
    expect(await app.call('incident.report', { incidentId: gone as IncidentId, format: 'html' })).toMatchObject({
      problem: { code: 'incident.not-found' },
    });
    expect(await app.call('drill.report', { drillId: gone as DrillId, format: 'html' })).toMatchObject({
      problem: { code: 'drill.not-found' },
    });
  });

  it('are saved where the dialog says, for this account alone, and may replace what the dialog asked about', async () => {
    const asked: string[] = [];
    const folder = scratchFolder();
    const { app, incidentId, drillId } = await appWith({
      chooseNewFile(name) {
        asked.push(name);
        return Promise.resolve(join(folder, 'report'));
      },
    });
    writeFileSync(join(folder, 'report'), 'old', { mode: 0o644 });
    expect(await ask(app, 'incident.save-report', { incidentId, format: 'html', file: null })).toBe(join(folder, 'report'));
    expect([statSync(join(folder, 'report')).mode & 0o777, readFileSync(join(folder, 'report'), 'utf8')]).toEqual([
      0o600,
      expect.stringMatching(/^<!doctype html>[\s\S]*aurora-market/),
    ]);
    await ask(app, 'drill.save-report', { drillId, format: 'json', file: null });
    expect(JSON.parse(readFileSync(join(folder, 'report'), 'utf8'))).toMatchObject({ drill: { id: drillId } });
    expect(asked).toEqual(['incident-2026-11-21-1-aurora-market.html', 'drill-aurora-market-2026-11-21.json']);
  });

  it('are not saved when the dialog is closed, and never replace a file that was typed', async () => {
    const { app, home, incidentId } = await appWith();
    expect(await ask(app, 'incident.save-report', { incidentId, format: 'html', file: null })).toBeNull();
    const file = join(home, 'thesis.html');
    writeFileSync(file, 'years of work');
    expect(await problem(app, 'html', file, incidentId)).toBe('report.not-written');
    expect(await problem(app, 'html', join(home, 'no', 'such', 'folder.html'), incidentId)).toBe('report.not-written');
    expect(readFileSync(file, 'utf8')).toBe('years of work');
  });

  it('are printed as PDF by a host that can, from the page that is read; another says what to do instead', async () => {
    const pages: string[] = [];
    const printing = await appWith({
      printPdf(html) {
        pages.push(html);
        return Promise.resolve(Buffer.from('%PDF-1.7'));
      },
    });
    const file = join(printing.home, 'report.pdf');
    await ask(printing.app, 'incident.save-report', { incidentId: printing.incidentId, format: 'pdf', file });
    expect([readFileSync(file, 'utf8'), pages.length, pages[0]?.includes('<script')]).toEqual(['%PDF-1.7', 1, false]);
    const { app, home, incidentId } = await appWith();
    expect(await problem(app, 'pdf', join(home, 'report.pdf'), incidentId)).toBe('report.needs-window');
  });
});
