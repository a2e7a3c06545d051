// One command of the built app in a process of its own. Descriptor 3 gets the peak memory of the process, in bytes, as it ends.
import { writeSync } from 'node:fs';
import { peakRss } from './peak-rss.ts';

process.on('exit', () => writeSync(3, String(peakRss())));
await import(new URL('../../out/main/cli.js', import.meta.url).href);
