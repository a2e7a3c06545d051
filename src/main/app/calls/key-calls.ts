import type { CallsOf, Handlers } from '../handlers.ts';
import type { Modules } from '../modules.ts';

/** The secret key goes in through `key.import` and out through the kit alone: no answer of these calls holds it. */
export function keyCalls({ keys, host }: Modules): Handlers<CallsOf<'key'>> {
  return {
    'key.status': () => keys.status(),
    'key.create': async () => {
      await keys.ensureKey();
      return keys.status();
    },
    'key.save-kit': async ({ file }) => {
      const path = file ?? (await host.chooseNewFile('holdfast-recovery-kit.html'));
      if (path !== null) await keys.saveKit(path);
      return path;
    },
    'key.import': async ({ identity, replace }) => {
      await keys.importKey(identity, { replace });
      return keys.status();
    },
    'key.replace': async () => {
      await keys.replaceKey();
      return keys.status();
    },
  };
}
