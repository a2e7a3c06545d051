import { describe, expect, it } from 'vitest';
import type { App } from '../../../src/main/app/app.ts';
import { runCli } from '../../../src/main/cli/run-cli.ts';
import type { CommandSecrets } from '../../../src/main/cli/terminal-secrets.ts';
import type { Incident } from '../../../src/shared/model/incident.ts';
import { sampleIncident } from '../incidents/incident-samples.ts';

const secrets: CommandSecrets = { keep: () => {}, introduce: () => {}, ask: () => Promise.resolve(null) };

/** Runs a command against an app that answers with these incidents, and tells what it was asked. */
async function run(incidents: readonly Incident[], ...words: readonly string[]) {
  const asked: (readonly [string, unknown])[] = [];
  const out: string[] = [];
  const err: string[] = [];
  const answer = (name: string, input: unknown): unknown => {
    if (name === 'incident.list') return incidents.map((each) => ({ ...each, branch: each.situation?.branch ?? null, openTasks: 1 }));
    if (name === 'incident.report') return '{"format":"holdfast-incident-report"}';
    if (name === 'incident.save-report') return (input as { file: string }).file;
    return incidents[0];
  };
  const call = (name: string, input: unknown) => {
    if (name !== 'incident.list') asked.push([name, input]);
    return Promise.resolve({ ok: true, value: answer(name, input) });
  };
  const app = { call, on: () => () => {}, activeJobCount: () => 0, close: () => Promise.resolve() } as unknown as App;
  const terminal = { out: (text: string) => out.push(text), err: (text: string) => err.push(text), progress: () => {} };
  const exit = await runCli(words, { ...terminal, signal: new AbortController().signal, secrets }, () => Promise.resolve(app));
  return { exit, asked, out: out.join('\n'), err: err.join('\n') };
}

const incident = sampleIncident();
const { id } = incident;

describe('incidents on the command line', () => {
  it('are listed and shown, with the tasks by the ids that mark them done', async () => {
    expect((await run([], 'incident', 'list')).out).toBe('No incident yet.');
    expect((await run([incident], 'incident', 'list')).out).toMatch(/2026-11-21-1 +aurora-market .* open +data-damaged/);
    const shown = await run([incident], 'incident', 'show', '2026-11-21-1');
    expect(shown.asked).toEqual([['incident.get', { incidentId: id }]]);
    expect(shown.out).toMatch(/NOT DONE +\S+ +Look at the orders +a$/m);
    expect(JSON.parse((await run([incident], 'incident', 'show', id, '--json')).out)).toEqual(incident);
  });

  it('are found by their number or the beginning of their id, and by nothing that could mean two', async () => {
    expect((await run([incident], 'incident', 'show', id.slice(0, 8))).exit).toBe(0);
    for (const wanted of ['2026-11-21-9', id.slice(0, 3)]) {
      const unknown = await run([incident], 'incident', 'show', wanted, '--json');
      expect([unknown.exit, JSON.parse(unknown.out)]).toMatchObject([1, { problem: { code: 'incident.not-found' } }]);
    }
    expect((await run([incident, { ...incident, number: '2026-11-21-2' }], 'incident', 'show', id)).exit).toBe(1);
  });

  it('are reported on standard output or into a file', async () => {
    const printed = await run([incident], 'incident', 'report', '2026-11-21-1', '--format', 'json', '--json');
    expect(JSON.parse(printed.out)).toEqual({ format: 'holdfast-incident-report' });
    const saved = await run([incident], 'incident', 'report', '2026-11-21-1', '--format', 'pdf', '--output', '/tmp/report.pdf');
    expect(saved.asked).toEqual([['incident.save-report', { incidentId: id, format: 'pdf', file: '/tmp/report.pdf' }]]);
    expect(await run([incident], 'incident', 'report', '2026-11-21-1', '--format', 'pdf')).toMatchObject({ exit: 2, asked: [] });
    expect((await run([incident], 'incident', 'report', '2026-11-21-1', '--format', 'doc')).exit).toBe(2);
  });

  it('take notes and tasks', async () => {
    const told = async (...words: readonly string[]) => (await run([incident], 'incident', ...words)).asked;
    expect(await told('note', '2026-11-21-1', '--text', 'calm')).toEqual([['incident.note', { incidentId: id, note: 'calm' }]]);
    expect(await told('task', '2026-11-21-1', '--done', 'a', '--note', 'ok')).toEqual([
      ['incident.set-task', { incidentId: id, taskId: 'a', done: true, note: 'ok' }],
    ]);
    expect(await told('task', '2026-11-21-1', '--open', 'b')).toEqual([
      ['incident.set-task', { incidentId: id, taskId: 'b', done: false }],
    ]);
    expect(await told('task', '2026-11-21-1', '--add', 'Call them', '--due', '2026-11-28T09:00:00+01:00')).toEqual([
      ['incident.add-task', { incidentId: id, title: 'Call them', dueAt: '2026-11-28T08:00:00.000Z' }],
    ]);
    for (const words of [['--done', 'a', '--open', 'a'], [], ['--add', 'Call'], ['--add', 'Call', '--due', 'soon']])
      expect(await run([incident], 'incident', 'task', '2026-11-21-1', ...words)).toMatchObject({ exit: 2, asked: [] });
  });
});
