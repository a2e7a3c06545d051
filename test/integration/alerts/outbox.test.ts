import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/main/errors/app-error.ts';
import { finding, mailAndSlack } from '../../unit/alerts/alert-samples.ts';
import { scratchCatalog } from '../catalog/catalog-folder.ts';
import { alertWorld, MINUTE } from './alert-world.ts';

describe('a message whose channel breaks down in the middle', () => {
  it('waits and goes out later, and says meanwhile why', async () => {
    const catalog = scratchCatalog();
    const world = alertWorld(catalog, mailAndSlack());
    world.answer = (message) => {
      if (message.channel === 'email') throw new AppError('secrets.unavailable', { detail: 'The keychain is locked.' });
      return { state: 'sent', answer: 'ok' };
    };
    await world.round([finding('host-key-changed', { severity: 'critical' })]);
    const waiting = catalog.alerts.unsettledMessages().filter(({ channel, kind }) => channel === 'email' && kind === 'opened');
    expect(waiting).toMatchObject([{ state: 'waiting', attempts: 1, mayHaveArrived: false }]);
    expect(waiting[0]?.answer).not.toBe('');
    world.answer = null;
    world.now += 5 * MINUTE;
    await world.send();
    expect(catalog.alerts.findMessage(waiting[0]!.id)?.state).toBe('sent');
  });
});

describe('two processes with one outbox', () => {
  it('send a message once, however they fall together, and go on with it when the one that had it is gone', async () => {
    const catalog = scratchCatalog();
    const world = alertWorld(catalog, mailAndSlack());
    world.look([finding('host-key-changed', { severity: 'critical' })]);
    const due = catalog.alerts.unsettledMessages().length;
    expect(due).toBeGreaterThan(1);
    const held = Promise.withResolvers<void>();
    world.answer = async () => {
      await held.promise;
      return { state: 'sent', answer: 'ok' };
    };
    const first = world.send();
    const second = world.sendBeside();
    world.now += 2 * MINUTE;
    const third = world.sendBeside();
    held.resolve();
    await Promise.all([first, second, third]);
    expect(world.sent.map(({ id }) => id).toSorted()).toEqual([...new Set(world.sent.map(({ id }) => id))].toSorted());
    expect(world.sent).toHaveLength(due);
    expect(catalog.alerts.unsettledMessages()).toEqual([]);
  });

  it('leave nothing in the hands of one that ended in the middle', async () => {
    const catalog = scratchCatalog();
    const world = alertWorld(catalog, mailAndSlack());
    world.look([finding('host-key-changed', { severity: 'critical' })]);
    world.answer = () => new Promise(() => undefined);
    void world.send();
    world.answer = null;
    await world.sendBeside();
    const opened = () => world.sent.filter(({ kind }) => kind === 'opened');
    expect(opened()).toEqual([]);
    world.now += 6 * MINUTE;
    await world.sendBeside();
    expect(opened().map(({ channel, attempts }) => [channel, attempts])).toEqual([
      ['email', 2],
      ['slack', 2],
    ]);
    expect(catalog.alerts.unsettledMessages()).toEqual([]);
  });
});
