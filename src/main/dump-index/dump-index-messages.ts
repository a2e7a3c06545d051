import type { DumpIndex } from './dump-index.ts';
import type { Unreadable } from '../compression/unreadable-error.ts';
import type { Compression } from '../../shared/model/preflight.ts';

/** What the worker is started with. */
export interface WorkerStart {
  readonly compression: Compression;
}

/** To the worker. A `chunk` hands over its memory and gets it back with `free`. */
export type ToWorker = { readonly kind: 'chunk'; readonly memory: ArrayBuffer; readonly length: number } | { readonly kind: 'finish' };

/** From the worker. After `unreadable` it only returns memory. */
export type FromWorker =
  | { readonly kind: 'free'; readonly memory: ArrayBuffer }
  | { readonly kind: 'index'; readonly index: DumpIndex }
  | { readonly kind: 'unreadable'; readonly unreadable: Unreadable };
