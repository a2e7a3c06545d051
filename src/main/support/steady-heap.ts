import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the young generation of this thread at its first size, 1 MB, for the life of the process: to be called before anything else. What streams through
 * Holdfast lies in buffers outside the heap, which go only when the heap is collected; the larger the young generation grows, the later that is. Measured on a
 * capture of 20,000 files and 1000 MB: peak memory 322 MB without, 288 MB with; of 20,000 unchanged files 190 MB and 153 MB; neither takes longer.
 */
export function keepHeapSteady(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
