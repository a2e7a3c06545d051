import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { messageOf, tell } from '../../../src/main/alerts/rules/tell.ts';
import { opened } from '../../../src/main/alerts/rules/observe.ts';
import { alertFindings } from '../../../src/main/health/alert-findings.ts';
import type { AlertConditionId, AlertMessage } from '../../../src/shared/model/alert.ts';
import { NOON } from '../model-samples.ts';
import { mailAndSlack } from '../alerts/alert-samples.ts';

const now = Date.parse(NOON);
const waiting = (attempts: number, minutesAgo: number): AlertMessage => {
  const content = { title: 'T', happened: 'H', safe: '', next: '', fields: [], sections: [] };
  const at = now - minutesAgo * 60_000;
  const about = { event: 'backup_failed', siteId: null, siteName: null } as const;
  const made = messageOf(about, { channel: 'email', kind: 'opened', content, severity: 'at-risk', now: at, newId: randomUUID });
  return { ...made, attempts, answer: '421 busy' };
};

describe('alerts that reach nobody', () => {
  it('are a finding once they were tried and wait, and are told on the other channels', () => {
    expect(alertFindings([waiting(1, 60), waiting(5, 10), waiting(0, 600)], now)).toEqual([]);
    const [found] = alertFindings([waiting(5, 60)], now);
    expect(found).toMatchObject({ code: 'alerts-not-delivered', text: expect.stringContaining('by email') });
    const observation = {
      key: 'k',
      code: 'alerts-not-delivered',
      severity: 'critical',
      siteId: null,
      siteName: null,
      text: '',
      count: 1,
    } as const;
    const condition = opened({ ...observation, source: 'finding' }, { now, before: null, id: randomUUID() as AlertConditionId });
    const { messages } = tell({
      condition,
      messages: [],
      settings: mailAndSlack(),
      now,
      newId: randomUUID,
      stuck: new Set(['email']),
      catchingUp: false,
      isTimeTrusted: true,
    });
    expect(messages.map(({ channel }) => channel)).toEqual(['slack']);
  });
});
