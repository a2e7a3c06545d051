/**
 * Where a worker's file lies: beside the module that starts it when the sources run as they are, beside the bundle's entry in the built app
 * (electron.vite.config.ts makes each worker an entry of its own).
 */
export function workerUrl(moduleUrl: string, name: string): URL {
  const extension = moduleUrl.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./${name}.${extension}`, moduleUrl);
}
