import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { readCatalog } from '../catalog/open-catalog.ts';
import { leavingUntil } from './leaving.ts';

// The entry of the worker thread: plans of a whole fleet read every backup, and the window must not stand still for them. Started by leaving-soon.ts only.
const { file, now, until } = z.object({ file: z.string(), now: z.number(), until: z.number() }).parse(workerData);
const catalog = readCatalog(file);
try {
  parentPort?.postMessage(leavingUntil(catalog, now, until));
} finally {
  catalog.close();
}
