import type { CronPlan, CronPreview, CronState, CronTime } from '../../../src/shared/model/cron.ts';
import { DEFAULT_CRON_PLAN } from '../../../src/shared/model/cron-presets.ts';
import type { Job } from '../../../src/shared/model/job.ts';
import { cronExpression, periodMs } from '../../../src/shared/model/rhythm.ts';
import type { Answers } from '../fake-bridge.ts';
import { unknown } from './problems.ts';
import { ago, NOW } from './times.ts';
import type { World } from './world.ts';

const OWN = { version: '1.0.0', sha256: 'c0ffee'.padEnd(64, '0') };
const ZONE = { name: 'Europe/Berlin', offsetMinutes: 60 };

/** A site's cron as it is after a quiet night; a test says what is otherwise. */
export function makeCron(status: World['fleet']['sites'][number], changes: Partial<CronState> = {}): CronState {
  const folder = `/home/deploy/.holdfast/${status.site.name}-${status.site.id.slice(0, 8)}`;
  const times = timesOf(DEFAULT_CRON_PLAN, folder);
  return {
    siteId: status.site.id,
    siteName: status.site.name,
    serverId: status.server.id,
    serverName: status.server.name,
    askedAt: ago(0.5),
    problem: null,
    mode: 'crontab',
    modeReason: '',
    folder,
    installedAt: ago(24 * 20),
    program: OWN,
    ownProgram: OWN,
    programState: 'current',
    lines: times.map(({ text }) => text),
    plan: DEFAULT_CRON_PLAN,
    times,
    works: DEFAULT_CRON_PLAN.lines.map(({ work, rhythm }) => ({
      work,
      rhythms: [rhythm],
      state: 'alive',
      lastSeenAt: ago(7),
      lastRun: {
        work,
        at: ago(7),
        outcome: 'succeeded',
        reason: '',
        files: work === 'database' ? ['aurora_shop_full_2026-11-20T01-00-03Z.sql.gz'] : [],
        bytes: work === 'database' ? 41_231_772 : null,
        durationMs: 42_000,
        lastSuccessAt: ago(7),
      },
      expectedAt: ago(7.5),
      silentFrom: new Date(NOW + periodMs(rhythm)).toISOString(),
      nextAt: new Date(NOW + periodMs(rhythm) / 2).toISOString(),
    })),
    conditions: [],
    disk: { usedPercent: 61, freeBytes: 18_400_000_000, backupBytes: 912_000_000 },
    lastPullAt: ago(5),
    log: ['2026-11-20T01:00:03Z database: begins', '2026-11-20T01:00:45Z database: done, 41231772 bytes'],
    zone: ZONE,
    skewMs: 0,
    ...changes,
  };
}

export function cronAnswers(world: World, newJob: (change: Partial<Job>) => Job): Pick<Answers, Extract<keyof Answers, `cron.${string}`>> {
  const states = new Map<string, CronState>();
  const stateOf = (id: string): CronState => {
    const status = world.fleet.sites.find(({ site }) => site.id === id) ?? unknown('site.not-found', 'This site is not registered');
    const none: Partial<CronState> = {
      installedAt: null,
      program: null,
      programState: 'missing',
      lines: [],
      plan: null,
      times: [],
      works: [],
      log: [],
      lastPullAt: null,
    };
    const state =
      states.get(id) ?? makeCron(status, world.crons?.get(id) ?? { ...none, askedAt: null, mode: 'unknown', folder: null, disk: null });
    states.set(id, state);
    return state;
  };
  const change = (id: string, changes: Partial<CronState>): CronState => {
    states.set(id, { ...stateOf(id), ...changes });
    return stateOf(id);
  };
  return {
    'cron.list': () => world.fleet.sites.map(({ site }) => stateOf(site.id)),
    'cron.state': ({ siteId, ask }) => (ask ? change(siteId, { askedAt: new Date(NOW).toISOString() }) : stateOf(siteId)),
    'cron.preview': ({ siteId, plan }) => previewOf(stateOf(siteId), plan ?? stateOf(siteId).plan ?? DEFAULT_CRON_PLAN),
    'cron.install': ({ siteId, plan, digest }) => {
      const preview = previewOf(stateOf(siteId), plan);
      if (preview.digest !== digest) unknown('cron.preview-changed', 'What is to be done is not what the preview showed any more');
      const times = timesOf(plan, preview.folder);
      const installedAt = new Date(NOW).toISOString();
      const lines = times.map(({ text }) => text);
      return change(siteId, {
        plan,
        times,
        lines,
        installedAt,
        askedAt: installedAt,
        mode: 'crontab',
        folder: preview.folder,
        program: OWN,
      });
    },
    'cron.preview-removal': ({ siteId, files }) => removalOf(stateOf(siteId), files),
    'cron.remove': ({ siteId }) => change(siteId, { installedAt: null, lines: [], works: [], program: null, programState: 'missing' }),
    'cron.test': ({ siteId, work }) =>
      newJob({ kind: 'cron-test', title: `Run ${work} on the server of ${stateOf(siteId).siteName}`, siteId }),
  };
}

const OTHERS = ['MAILTO=ops@example.org', '*/5 * * * * /usr/local/bin/check-queue'];

function previewOf(state: CronState, plan: CronPlan): CronPreview {
  const folder = state.folder ?? `/home/deploy/.holdfast/${state.siteName}-${state.siteId.slice(0, 8)}`;
  const times = timesOf(plan, folder);
  return {
    siteId: state.siteId,
    action: 'install',
    digest: `install-${JSON.stringify(plan).length}`,
    mode: 'crontab',
    modeReason: '',
    folder,
    crontab: [
      ...OTHERS.map((text) => ({ kind: 'same' as const, text })),
      { kind: 'added', text: `# BEGIN holdfast ${state.siteId}` },
      ...times.map(({ text }) => ({ kind: 'added' as const, text })),
      { kind: 'added', text: `# END holdfast ${state.siteId}` },
    ],
    files: [
      {
        path: `${folder}/holdfast-server.sh`,
        mode: '0700',
        bytes: 52_311,
        content: '#!/bin/sh\n# holdfast-server.sh: makes backups of one site\n',
        state: 'new',
      },
      {
        path: `${folder}/site.conf`,
        mode: '0600',
        bytes: 612,
        content: `SITE_NAME='${state.siteName}'\nCOMPRESSION='gzip'\n`,
        state: 'new',
      },
    ],
    times,
    warnings: [],
    already: [
      {
        kind: 'schedule-runner',
        text: "Cron drives the site's own scheduler every time one of these lines runs.",
        detail: '* * * * * cd /srv/aurora && php artisan schedule:run >> /dev/null 2>&1',
      },
    ],
    zone: ZONE,
  };
}

function removalOf(state: CronState, files: boolean): CronPreview {
  const block = [`# BEGIN holdfast ${state.siteId}`, ...state.lines, `# END holdfast ${state.siteId}`];
  const preview = previewOf(state, state.plan ?? DEFAULT_CRON_PLAN);
  return {
    ...preview,
    action: 'remove',
    digest: `remove-${files ? 'files' : 'lines'}`,
    crontab: [...OTHERS.map((text) => ({ kind: 'same' as const, text })), ...block.map((text) => ({ kind: 'removed' as const, text }))],
    files: files ? preview.files.map((file) => ({ ...file, mode: '', state: 'removed' as const })) : [],
    times: [],
    already: [],
  };
}

function timesOf(plan: CronPlan, folder: string): CronTime[] {
  return plan.lines.map(({ work, rhythm }) => {
    const expression = cronExpression(rhythm);
    const command = `/bin/sh '${folder}/holdfast-server.sh' ${work} >/dev/null 2>&1`;
    const nextRuns = [1, 2, 3, 4, 5].map((count) => new Date(NOW + count * periodMs(rhythm)).toISOString());
    return { work, rhythm, text: `${expression} ${command}`, expression, command, nextRuns };
  });
}
