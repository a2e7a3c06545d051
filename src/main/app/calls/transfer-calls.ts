import type { CallsOf, Handlers } from '../handlers.ts';
import type { Modules } from '../modules.ts';
import { rollingVerificationRequest } from '../rolling-verification-job.ts';

export function transferCalls({ catalog, runner }: Modules): Handlers<CallsOf<'transfer' | 'verification'>> {
  return {
    'transfer.settings': () => catalog.settings.get('transfer'),
    'transfer.set-settings': (settings) => {
      catalog.settings.put('transfer', settings);
      return catalog.settings.get('transfer');
    },
    'verification.run-due': () => runner().start(rollingVerificationRequest()),
  };
}
