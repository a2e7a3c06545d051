import { readFileSync } from 'node:fs';

/** Bytes. What getrusage says includes the process this one was forked from; the kernel's own count for this program does not. */
export function peakRss(): number {
  const status = process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : '';
  const [, kilobytes] = /^VmHWM:\s*(\d+) kB$/m.exec(status) ?? [];
  return kilobytes === undefined ? process.resourceUsage().maxRSS * 1024 : Number(kilobytes) * 1024;
}
