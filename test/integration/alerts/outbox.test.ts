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
