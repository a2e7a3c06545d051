import { formatBytes } from '../../../shared/format/bytes.ts';
import { JobId } from '../../../shared/model/ids.ts';
import { AppError } from '../../errors/app-error.ts';
import { ask, EXIT, ProblemReport, text, type Command } from '../command.ts';
import { findSite, introduceEverybody } from '../find.ts';
import { facts, table } from '../table.ts';
import { exitOf, waitForJob } from '../wait-for-job.ts';
import { findPlace } from '../words.ts';

export const jobList: Command = {
  name: 'job list',
  usage: 'job list',
  about: 'Jobs, newest first.',
  options: {},
  positionals: [0, 0],
  access: 'read',
  async run({ app }) {
    const jobs = await ask(app, 'job.list', undefined);
    const rows = jobs.map((job) => [job.createdAt, job.state, job.title, job.problem?.title ?? '', job.id]);
    return {
      exit: EXIT.done,
      json: jobs,
      text: rows.length === 0 ? 'No job yet.' : table(['Created (UTC)', 'State', 'Job', 'Problem', 'Id'], rows),
    };
  },
};

export const jobShow: Command = {
  name: 'job show',
  usage: 'job show ID',
  about: 'One job with its log.',
  options: {},
  positionals: [1, 1],
  access: 'read',
  async run({ app, positionals }) {
    const wanted = positionals[0] ?? '';
    const found = (await ask(app, 'job.list', undefined)).filter((job) => job.id.startsWith(wanted));
    const [job] = found;
    // The list does not go back to the first one; of an older one the log tells all.
    if (found.length === 0 && JobId.safeParse(wanted).success) {
      const log = await ask(app, 'job.log', { jobId: JobId.parse(wanted) });
      return { exit: EXIT.done, json: { job: null, log }, text: log };
    }
    if (wanted.length < 4 || job === undefined || found.length > 1)
      throw new ProblemReport(new AppError('job.not-found', { detail: wanted }).toProblem());
    const log = await ask(app, 'job.log', { jobId: job.id });
    const problem = job.problem === null ? [] : [`${job.problem.title}`, job.problem.hint, job.problem.detail];
    return { exit: EXIT.done, json: { job, log }, text: [`${job.title}: ${job.state}`, ...problem, '', log].join('\n') };
  },
};

export const catalogRebuild: Command = {
  name: 'catalog rebuild',
  usage: 'catalog rebuild [--place PLACE]',
  about: 'Scans all places that can be reached, or one: every manifest found is in the catalog afterwards.',
  options: { place: { type: 'string' } },
  positionals: [0, 0],
  access: 'work',
  async run(context) {
    await introduceEverybody(context);
    const place = text(context.options, 'place');
    const placeId = place === undefined ? null : (await findPlace(context.app, place)).id;
    const job = await waitForJob(context, await ask(context.app, 'catalog.rebuild', { placeId }));
    const exit = exitOf(job);
    const { length } = await ask(context.app, 'backup.list', { siteId: null });
    const detail = job.problem === null ? '' : `\n${job.problem.title}\n${job.problem.detail}`;
    return { exit, json: { job, backups: length }, text: `${job.title}: ${job.state}. The catalog has ${length} backups.${detail}` };
  },
};

export const placeSet: Command = {
  name: 'place set',
  usage: 'place set FOLDER',
  about: 'Chooses the folder of this computer in which backups lie.',
  options: {},
  positionals: [1, 1],
  access: 'work',
  async run({ app, positionals, note }) {
    const folder = positionals[0] ?? '';
    const inspection = await ask(app, 'place.inspect-folder', { folder });
    for (const warning of inspection.warnings) note(warning);
    const place = await ask(app, 'place.set-folder', { folder });
    return {
      exit: inspection.warnings.length > 0 ? EXIT.warning : EXIT.done,
      json: { place, warnings: inspection.warnings },
      text: `Backups lie in ${place.folder}.`,
    };
  },
};

export const status: Command = {
  name: 'status',
  usage: 'status [SITE]',
  about: 'What is protected, and what needs a person.',
  options: {},
  positionals: [0, 1],
  access: 'read',
  async run({ app, positionals }) {
    const name = positionals[0];
    if (name === undefined) {
      const fleet = await ask(app, 'fleet.status', undefined);
      const rows = fleet.sites.map((each) => [
        each.site.name,
        each.verdict,
        each.newest?.startedAt ?? '-',
        each.newest === null ? '-' : formatBytes(each.newest.bytes),
        each.because,
      ]);
      return {
        exit: EXIT.done,
        json: fleet,
        text: rows.length === 0 ? 'No site is protected yet.' : table(['Site', 'Verdict', 'Last backup (UTC)', 'Size', 'Why'], rows),
      };
    }
    const found = await findSite(app, name);
    const lines = facts([
      ['Site', `${found.site.name} (${found.site.framework ?? found.site.profile}) on ${found.server.name}`],
      ['Verdict', `${found.verdict}: ${found.because}`],
      ['Next', found.nextAction],
      ['Last backup', found.newest?.startedAt ?? 'none'],
      ['Last good', found.newestGoodAt ?? 'none'],
      ...found.board.rules.map((rule): [string, string] => [rule.id, `${rule.held ? 'held' : 'NOT HELD'}: ${rule.text}`]),
      ...found.findings.map((finding): [string, string] => [finding.severity, finding.text]),
      ['Backups', `${found.backupCount}, ${formatBytes(found.totalBytes)}`],
      ['Last job', found.lastJob === null ? 'none' : `${found.lastJob.title}: ${found.lastJob.state}`],
    ]);
    return { exit: EXIT.done, json: found, text: lines };
  },
};
