import type { Compression } from '../../shared/model/preflight.ts';
import type { Unreadable } from './unreadable-error.ts';

/** What the worker is started with. */
export interface FedWorkerStart {
  readonly compression: Compression;
}

/** To the worker. A `chunk` hands over its memory and gets it back with `free`. `cut`: as `finish`, of a stream that stopped before its end. */
export type ToFedWorker =
  | { readonly kind: 'chunk'; readonly memory: ArrayBuffer; readonly length: number }
  | { readonly kind: 'finish' }
  | { readonly kind: 'cut' };

/** From the worker. Parts come before the answer; after `unreadable` it only returns memory. */
export type FromFedWorker<Part, Answer> =
  | { readonly kind: 'free'; readonly memory: ArrayBuffer }
  | { readonly kind: 'part'; readonly part: Part }
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'unreadable'; readonly unreadable: Unreadable };
