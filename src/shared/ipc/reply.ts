import type { Problem } from '../model/problem.ts';

/** Answer to a call: a problem travels as a value, never as an exception. */
export type Reply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };
