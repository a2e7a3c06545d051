import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { keepBackup } from '../../../src/main/app/keep-backup.ts';
import { buildModules, needPlace } from '../../../src/main/app/modules.ts';
import { runPrune } from '../../../src/main/app/prune-job.ts';
import { runRollingVerification } from '../../../src/main/app/rolling-verification-job.ts';
import { siteStatus } from '../../../src/main/health/fleet-status.ts';
import { planPlace } from '../../../src/main/retention/plan-place.ts';
import type { Launched } from '../../../src/main/schedule/ports.ts';
import { createRunTimes } from '../../../src/main/schedule/run-times.ts';
import { createScheduler } from '../../../src/main/schedule/scheduler.ts';
import { silentLogger } from '../../../src/main/support/logger.ts';
import { createRefusingSecretStore } from '../../../src/main/support/secret-stores.ts';
import { DEFAULT_DRILL_SETTINGS } from '../../../src/shared/model/drill.ts';
import { type ScheduledWork } from '../../../src/shared/model/schedule.ts';
import { sampleArtifact, sampleManifest } from '../../unit/model-samples.ts';
import { policyOf, SPATIE } from '../../unit/retention/retention-samples.ts';
import { choosePlace, host } from '../app/app-folder.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { register } from '../places/place-folder.ts';
import { quietJob } from '../retention/retention-place.ts';
import { watchingMail } from './watching-mail.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const BEGIN = Date.parse('2026-01-05T00:00:00Z');
const DAYS = 200;
/** Two weeks of holidays with the computer off. */
const AWAY = { from: 60, until: 74 };
/** Days on which the server does not answer. */
const SILENCES = { 'that answers every day': { from: 0, until: 0 }, 'that is silent for three days': { from: 120, until: 123 } };

/** When alerts look: at the start, when the first work is done, when the hour is over in which they wait for it, and at noon. */
const LOOKED_AT: ReadonlySet<number> = new Set([0, 8, 64, 76, 360].map((minutes) => 8 * HOUR + minutes * MINUTE));
const dayOf = (time: string): number => Math.floor((Date.parse(time) - BEGIN) / DAY);

/**
 * An office computer: on at 08:00 from Monday to Friday, asleep now and then, off at night. The clock is false; the catalog, the files, the recording, the
 * re-reading, the retention, the findings and the alerts are the real ones.
 */
it.each(Object.entries(SILENCES))(
  'keeps the right backups of a server %s over two hundred days, explains every slot, and neither finds nor tells anything that is not so',
  { timeout: 240_000 },
  async (_, SILENT) => {
    const home = scratchFolder();
    const fresh = register();
    const registered = { ...fresh, site: { ...fresh.site, createdAt: new Date(BEGIN).toISOString() } };
    const keeper = await choosePlace(home, registered);
    let now = BEGIN;
    const clock = { now: () => now };
    const modules = buildModules({
      home,
      host,
      appVersion: '0.0.0',
      secrets: createRefusingSecretStore(),
      logger: silentLogger,
      clock,
      access: 'work',
      closing: new AbortController().signal,
      runnerIfAny: () => null,
      emit: () => {},
    });
    onTestFinished(() => modules.catalog.close());
    const { catalog } = modules;
    const { site, server, source } = registered;
    const place = needPlace(modules);
    catalog.retentionPolicies.put({ siteId: null, placeId: null }, policyOf({ generations: SPATIE }));
    // A few copies a day, so that re-reading all of them takes a while, as with real sizes.
    catalog.settings.put('transfer', { ...catalog.settings.get('transfer'), verifyBytesPerDay: 20_000 });
    catalog.siteRecoveries.putDrill(site.id, { ...DEFAULT_DRILL_SETTINGS, rhythm: 'off' });

    const mail = watchingMail(catalog, clock, 'Europe/Berlin');
    const made: string[] = [];
    const found = new Map<number, Set<string>>();
    const today = (): number => Math.floor((now - BEGIN) / DAY);

    async function capture(): Promise<void> {
      const startedAt = new Date(now).toISOString();
      // A shop that grows a little each day.
      const { draft, folder } = await keeper.beginBackup(site.name, `${startedAt.slice(0, 19).replaceAll(':', '')}Z-full`);
      const file = `${source.database}.sql.gz`;
      const writer = await draft.writeArtifact(file);
      await writer.write(randomBytes(2000 + today() * 4));
      const { bytes, sha256 } = await writer.finish();
      const artifact = sampleArtifact(source, { file, bytes, sha256, capturedFrom: startedAt, capturedTo: startedAt });
      const changes = { startedAt, completedAt: startedAt, folder, artifacts: [artifact], trigger: 'scheduled' as const };
      const manifest = sampleManifest(site, server, [source], changes);
      await keepBackup(modules, manifest, await draft.commit(manifest), true, quietJob());
      made.push(startedAt);
    }

    async function launch(_: unknown, work: ScheduledWork): Promise<Launched> {
      const done: Launched = { kind: 'done', nothing: false, text: '' };
      if (work === 'backup') await capture();
      if (work === 'verify') await runRollingVerification(modules, quietJob());
      if (work === 'retention') {
        const plan = planPlace({ catalog, placeId: place.id, siteId: site.id, now });
        if (plan.deletes > 0) await runPrune(modules, { placeId: place.id, siteId: site.id, fingerprint: plan.fingerprint }, quietJob());
      }
      if (work === 'health') {
        const codes = found.get(today()) ?? new Set<string>();
        for (const { code } of siteStatus(catalog, site.id, now, await modules.presences.known()).findings) codes.add(code);
        found.set(today(), codes);
      }
      return done;
    }

    const ports = {
      catalog,
      clock,
      logger: silentLogger,
      runTimes: createRunTimes(),
      zone: () => 'Europe/Berlin',
      launch,
      job: () => null,
      whenAnyEnded: async () => {},
      busy: () => new Set<string>(),
      drillDueAt: () => null,
      answers: async () => today() < SILENT.from || today() >= SILENT.until,
      computer: async () => ({ onBattery: false, online: true, metered: false }),
      clockStanding: () => 'trusted' as const,
      changed: () => {},
    };

    for (let day = 0; day < DAYS; day += 1) {
      const isWeekend = [5, 6].includes(day % 7);
      if (isWeekend || (day >= AWAY.from && day < AWAY.until)) continue;
      const scheduler = createScheduler(ports);
      const at = async (time: number): Promise<void> => {
        now = BEGIN + day * DAY + time;
        await scheduler.tick();
        if (LOOKED_AT.has(time)) await mail.look(await modules.presences.known());
      };
      // An hour and more without a pause, as long as alerts wait for what is caught up with; then a look at noon and one in the evening.
      for (let minute = 0; minute <= 76; minute += 4) await at(8 * HOUR + minute * MINUTE);
      for (const hour of [14, 18]) {
        await at(hour * HOUR);
        await at(hour * HOUR + 2 * MINUTE);
      }
      await scheduler.close();
    }

    const slots = catalog.slots.between({
      siteId: null,
      work: null,
      from: new Date(BEGIN).toISOString(),
      until: new Date(now).toISOString(),
    });
    const times = createRunTimes();
    for (const { work, schedule } of catalog.schedules.of(site.id)) {
      if (schedule.rhythm === null || work === 'drill') continue;
      const due = times.between(schedule.rhythm, schedule.zone, Date.parse(schedule.since), now).map((run) => new Date(run).toISOString());
      expect(slots.filter((slot) => slot.work === work).map(({ dueAt }) => dueAt)).toEqual(due);
    }
    const unexplained = slots.filter(({ state, text }) => state !== 'done' && text === '');
    expect(unexplained).toEqual([]);
    expect(slots.filter(({ state }) => state === 'failed' || state === 'warning')).toEqual([]);

    // A working day, a backup; those the server did not answer on have none.
    const working = Array.from({ length: DAYS }, (_, day) => day).filter(
      (day) => day % 7 < 5 && (day < AWAY.from || day >= AWAY.until) && (day < SILENT.from || day >= SILENT.until),
    );
    expect(new Set(made.map(dayOf))).toEqual(new Set(working.slice(1)));

    const kept = catalog.retained.ofSite(site.id).filter(({ copies }) => copies.length > 0);
    const newestKept = kept.map(({ startedAt }) => startedAt).toSorted();
    expect(newestKept.at(-1)).toBe(made.at(-1));
    const ageOf = (time: string): number => (now - Date.parse(time)) / DAY;
    const wanted = made.filter((time) => ageOf(time) < 22);
    expect(newestKept.filter((time) => ageOf(time) < 22)).toEqual(wanted);
    expect(kept.length).toBeLessThan(made.length / 3);
    expect(newestKept.some((time) => ageOf(time) > 120)).toBe(true);
    const folders = readdirSync(join(place.folder, site.name)).filter((name) => name.endsWith('-full'));
    expect(folders).toHaveLength(kept.length);
    expect(planPlace({ catalog, placeId: place.id, siteId: site.id, now }).deletes).toBe(0);

    // What was so was said on those days and on no other: nothing was backed up while the server did not answer.
    const byCode = new Map<string, number[]>();
    for (const [day, codes] of found) for (const code of codes) byCode.set(code, [...(byCode.get(code) ?? []), day]);
    const silent = Array.from({ length: SILENT.until - SILENT.from }, (__, day) => SILENT.from + day);
    // It is overdue once that does not come of the start any more.
    expect([...byCode].map(([code, days]) => `${code} ${days.join(' ')}`).toSorted()).toEqual(
      silent.length === 0 ? [] : [`schedule-overdue ${silent.slice(1).join(' ')}`, `too-old ${silent.join(' ')}`],
    );
    // And nobody was written to but for that: a report on each day the computer was on, and no alarm after a night, a weekend or the holidays.
    const said = mail.sent.map(({ kind, event, createdAt }) => `${dayOf(createdAt)} ${kind} ${event}`);
    const on = Array.from({ length: DAYS }, (__, day) => day).filter((day) => day % 7 < 5 && (day < AWAY.from || day >= AWAY.until));
    expect(said.filter((line) => line.includes('daily-report'))).toEqual(on.map((day) => `${day} daily-report daily_health_report`));
    expect(said.filter((line) => !line.includes('daily-report')).toSorted()).toEqual(
      silent.length === 0
        ? []
        : [
            // A day and a quarter are over at noon, just after a sleep; so it is told the next morning, when the hour is over.
            '121 opened backup_unhealthy',
            '121 opened schedule_overdue',
            '122 reminder schedule_overdue',
            '122 worsened backup_unhealthy',
            '123 recovered backup_unhealthy',
            '123 recovered schedule_overdue',
          ],
    );
  },
);
