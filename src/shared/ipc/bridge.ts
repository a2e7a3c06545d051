import type { Input, Output, Payload } from './contract.ts';
import type { CallName, EventName } from './channels.ts';
import type { Reply } from './reply.ts';

/** What the page is given as `window.holdfast`: by the preload in Electron, by the host's script in a browser. */
export interface Bridge {
  call<N extends CallName>(name: N, input: Input<N>): Promise<Reply<Output<N>>>;
  /** Returns the function that ends the subscription. */
  on<N extends EventName>(name: N, listener: (payload: Payload<N>) => void): () => void;
}
