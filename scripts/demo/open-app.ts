import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createApp } from '../../src/main/app/create-app.ts';
import { silentLogger } from '../../src/main/support/logger.ts';
import { createMemorySecretStore } from '../../src/main/support/secret-stores.ts';
import { startBrowserHost } from '../../test/lab/browser-host.ts';
import type { Interruption } from './until-interrupted.ts';

/** The desktop window where a binary and a display are there, else the browser host. Returns when the operator ends it. */
export async function openForOperator(home: string, interrupted: Interruption): Promise<void> {
  const command = electronCommand();
  if (command === null) await openInBrowser(home, interrupted);
  else await openWindow(command, home, interrupted);
}

function electronCommand(): readonly string[] | null {
  const given = process.env['HOLDFAST_ELECTRON'];
  const hasDisplay = process.platform !== 'linux' || process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined;
  return given === undefined || !hasDisplay ? null : (JSON.parse(given) as string[]);
}

async function openWindow([program = '', ...args]: readonly string[], home: string, interrupted: Interruption): Promise<void> {
  console.log('Opening the window. Close it, or press Ctrl-C, to end the demo.');
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, HOLDFAST_HOME: home } });
  const ended = once(child, 'exit');
  await Promise.race([ended, interrupted.asked]);
  child.kill('SIGTERM');
  await ended;
}

async function openInBrowser(home: string, interrupted: Interruption): Promise<void> {
  const host = await startBrowserHost({
    createApp: (abilities) => createApp({ home, host: abilities, secrets: createMemorySecretStore(), logger: silentLogger }),
    rendererFolder: fileURLToPath(new URL('../../out/renderer', import.meta.url)),
  });
  console.log('No Electron window here (no binary or no display): the same app is served to a browser on this computer.');
  console.log(`  ${host.url}`);
  console.log('Press Ctrl-C to end the demo.');
  await interrupted.asked;
  await host.close();
}
