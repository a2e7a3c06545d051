import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the young generation of this thread at its first size, 1 MB, for the life of the process: to be called before anything else. What streams through
 * Holdfast lies in buffers outside the heap, which go only when the heap is collected; the larger the young generation grows, the later that is. Measured on a
 * capture of 20,000 files and 1000 MB: peak memory 322 MB without, 288 MB with; of 20,000 unchanged files 190 MB and 153 MB; neither takes longer.
 */
export function keepHeapSteady(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

const HELD_COUNTS = 'external-memory-accounted-in-global-limit';
let holders = 0;

/**
 * Lets V8 count what buffers hold as it counts its heap, until disposed; several at once are one, and the last that is disposed ends it. For the whole process.
 * Without it V8 marks the whole heap for every 64 MB that were allocated in buffers, dead or alive: every 60 ms of a restore, a third of the time of the processor.
 * Measured: the import of 241 MB of SQL took 2.0 s of the processor instead of 4.1 s and 4.7 s instead of 5.9 s, at a steady peak of 350 MB of memory instead of
 * 280 MB; a capture of media 3.96 s instead of 4.61 s at 201 MB instead of 215 MB. Not for pulls: they would hold 243 MB instead of 186 MB, and may hold 250 MB.
 * All of it with Node 24; does nothing where V8 has no such choice or gains nothing by it. The holders are those of one thread: the main one.
 */
export function letBuffersGather(): Disposable {
  let held = true;
  holders += 1;
  if (holders === 1) countWhatBuffersHold(true);
  return {
    [Symbol.dispose]() {
      if (!held) return;
      held = false;
      holders -= 1;
      if (holders === 0) countWhatBuffersHold(false);
    },
  };
}

function countWhatBuffersHold(on: boolean): void {
  if (canLetBuffersGather(process.versions.v8)) setFlagsFromString(`--${on ? '' : 'no-'}${HELD_COUNTS}`);
}

/**
 * Whether the flag serves a V8 of this version: 13 alone, that of Node 24 (13.6) and Electron 33 (13.0). The one of Node 22 (12.4) does not know it, and V8 prints
 * an error for a flag it does not know. With those of Node 25 and 26 (14.1, 14.6) it marks about as often, or oftener; from 14.8 on V8 always counts so and has no flag
 * for it (its commits 6a5039d9db and cf511a65ad). Pure.
 */
export function canLetBuffersGather(v8: string): boolean {
  return v8.startsWith('13.');
}
