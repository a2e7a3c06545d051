import { expect, it } from 'vitest';
import { AUDITED } from '../../../src/main/audit/audited-calls.ts';
import { detailsOf } from '../../../src/main/audit/details-of.ts';
import { DEFAULT_CRON_PLAN } from '../../../src/shared/model/cron-presets.ts';

it('keeps what is to run on a server, and not the address the server calls when something is wrong', () => {
  const audited = AUDITED['cron.install'];
  if (audited === 'none') throw new Error('an installation is recorded');
  const webhookUrl = 'https://hooks.example.org/services/T0/B0/nobody-may-know';
  const plan = { ...DEFAULT_CRON_PLAN, settings: { ...DEFAULT_CRON_PLAN.settings, webhookUrl } };
  const details = detailsOf(audited, { siteId: '11111111-1111-4111-8111-111111111111', plan, digest: '0123456789abcdef' });
  expect(JSON.stringify(details)).not.toContain('nobody-may-know');
  expect(JSON.stringify(details)).toContain('"database"');
});
