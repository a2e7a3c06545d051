import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emailErrors, emailFieldsOf, emailOf } from '../../../../src/renderer/features/alerts/rules/email-fields.ts';
import { DEFAULT_ALERT_SETTINGS, EmailChannel } from '../../../../src/shared/model/alert-settings.ts';

const SET: EmailChannel = {
  enabled: true,
  host: 'smtp.example.org',
  port: 465,
  encryption: 'tls',
  user: 'ops',
  from: 'Holdfast <ops@example.org>',
  to: ['ada@example.org', 'Grace <grace@example.org>'],
};

describe('the mail channel in plain fields', () => {
  it('comes out as it went in, set up or not', () => {
    for (const email of [SET, DEFAULT_ALERT_SETTINGS.channels.email]) {
      expect(emailOf(emailFieldsOf(email))).toEqual(email);
      expect(emailErrors(emailFieldsOf(email))).toEqual({});
    }
  });

  it('takes several addresses with commas or on lines of their own, and names the wrong one', () => {
    const fields = emailFieldsOf(SET);
    expect(emailOf({ ...fields, to: ' a@example.org,\nb@example.org; ' }).to).toEqual(['a@example.org', 'b@example.org']);
    expect(emailErrors({ ...fields, to: 'a@example.org, nobody' })).toEqual({ to: '“nobody” is no mail address.' });
  });

  it('wants what sending needs only while it is on', () => {
    const empty = { ...emailFieldsOf(DEFAULT_ALERT_SETTINGS.channels.email), enabled: true };
    expect(Object.keys(emailErrors(empty)).toSorted()).toEqual(['from', 'host', 'to']);
    expect(emailErrors({ ...empty, enabled: false })).toEqual({});
  });

  it('finds fault with whatever the contract would not take', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string({ maxLength: 6 }), (from, to, port) => {
        const fields = { ...emailFieldsOf(SET), from, to, port };
        const isRefused = Object.keys(emailErrors(fields)).length > 0;
        expect(isRefused || EmailChannel.safeParse(emailOf(fields)).success).toBe(true);
      }),
    );
  });
});
