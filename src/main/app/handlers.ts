import type { CallName } from '../../shared/ipc/channels.ts';
import type { Output, ParsedInput } from '../../shared/ipc/contract.ts';

/** One function per call of the contract; a missing or extra name does not compile. */
export type Handlers<Names extends CallName = CallName> = {
  readonly [N in Names]: (input: ParsedInput<N>) => Promise<Output<N>> | Output<N>;
};

/** Names of the calls that begin with one of these words: `server.` gives all calls about servers. */
export type CallsOf<Prefix extends string> = Extract<CallName, `${Prefix}.${string}`>;
