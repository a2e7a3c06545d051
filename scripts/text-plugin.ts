import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** Imports the sh programs of src/main/remote as text, for bundles and for vitest. */
export function textModules(): Plugin {
  return {
    name: 'holdfast-text-modules',
    enforce: 'pre',
    load(id) {
      if (!id.endsWith('.sh')) return undefined;
      this.addWatchFile(id);
      return `export default ${JSON.stringify(readFileSync(id, 'utf8'))};`;
    },
  };
}
