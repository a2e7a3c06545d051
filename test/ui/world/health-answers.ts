import { checksOf, componentsOf } from '../../../src/main/health/checks.ts';
import { daysUntil } from '../../../src/main/health/nights.ts';
import { TREND_DAYS } from '../../../src/shared/model/health.ts';
import type { Answers } from '../fake-bridge.ts';
import { unknown } from './problems.ts';
import { NOW } from './times.ts';
import type { World } from './world.ts';

type Names = 'health.site' | 'health.fleet' | 'health.trend' | 'health.set-targets' | 'disk.list' | 'report.status' | 'report.save-status';

export function healthAnswers(world: World): Pick<Answers, Names> {
  const checkedAt = new Date(NOW).toISOString();
  const statusOf = (id: string) =>
    world.fleet.sites.find(({ site }) => site.id === id) ?? unknown('site.not-found', 'This site is not registered');
  return {
    'health.site': ({ siteId }) => {
      const status = statusOf(siteId);
      const checks = checksOf({
        now: NOW,
        status,
        disks: world.fleet.disks,
        retention: { enabled: false, lastPruned: null },
        overdue: null,
      });
      return {
        siteId,
        siteName: status.site.name,
        checkedAt,
        health: status.health,
        rpo: status.rpo,
        rto: status.rto,
        targets: { rpoMinutes: null, rtoMinutes: null },
        checks: [...checks],
        components: [...componentsOf(checks)],
        disks: world.fleet.disks,
      };
    },
    'health.fleet': () => ({
      checkedAt,
      ...world.fleet.health,
      sites: world.fleet.sites.map(({ site, health, rpo, rto }) => ({ siteId: site.id, siteName: site.name, health, rpo, rto })),
    }),
    'health.trend': ({ siteId }) => {
      const score = siteId === null ? (world.fleet.health.score ?? 0) : statusOf(siteId).health.score;
      const days = daysUntil(NOW, TREND_DAYS).map((day, index) => {
        const isKnown = index > 20 && index !== 47;
        const then = Math.max(0, Math.min(100, score - (index % 9)));
        return { day, score: isKnown ? then : null, lowest: isKnown ? then : null };
      });
      return { siteId, days, known: days.filter(({ score: known }) => known !== null).length };
    },
    'health.set-targets': ({ targets }) => targets,
    'disk.list': () => world.fleet.disks,
    'report.status': ({ format }) => (format === 'html' ? '<!doctype html><title>Backup status</title>' : '{}'),
    'report.save-status': ({ format, file }) => file ?? `/home/ada/backup-status.${format}`,
  };
}
