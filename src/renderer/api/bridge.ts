import { createContext, use } from 'react';
import type { Bridge } from '../../shared/ipc/bridge.ts';
import type { CallName } from '../../shared/ipc/channels.ts';
import type { Input, Output } from '../../shared/ipc/contract.ts';
import type { Reply } from '../../shared/ipc/reply.ts';

declare global {
  interface Window {
    /** Put there by the host before the page runs; absent when the page was opened without one. */
    readonly holdfast?: Bridge;
  }
}

export const BridgeContext = createContext<Bridge | null>(null);

/** The way to the main process. For reading what a screen shows, prefer `useCall`; for an action, `useAction`. */
export function useBridge(): Bridge {
  const bridge = use(BridgeContext);
  if (bridge === null) throw new Error('useBridge needs the app around it');
  return bridge;
}

/** Asks, and turns even a broken connection into a problem: what this returns never rejects. */
export async function ask<N extends CallName>(bridge: Bridge, name: N, input: Input<N>): Promise<Reply<Output<N>>> {
  try {
    return await bridge.call(name, input);
  } catch (error) {
    return {
      ok: false,
      problem: {
        code: 'unexpected',
        title: 'Holdfast did not answer',
        hint: 'The backups on this computer are unaffected. Try again; if it stays like this, close Holdfast and start it again.',
        retryable: true,
        detail: `${name}: ${error instanceof Error ? error.message : String(error)}`,
      },
    };
  }
}
