import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { BUNDLED_PACKAGES } from './scripts/bundled-packages.ts';
import { textModules } from './scripts/text-plugin.ts';

export default defineConfig({
  main: {
    plugins: [textModules()],
    build: {
      outDir: 'out/main',
      // Older syntax than the shipped Electron needs, so that the tests can also run on an Electron with Node 20.
      target: 'node20.18',
      // Read from the disk, not over a network.
      chunkSizeWarningLimit: 10_000,
      sourcemap: true,
      externalizeDeps: { exclude: [...BUNDLED_PACKAGES] },
      rollupOptions: {
        // Workers and the headless entry are files of their own beside index.js: see src/main/support/worker-url.ts.
        input: {
          index: 'src/main/index.ts',
          cli: 'src/main/cli.ts',
          'dump-index-worker': 'src/main/dump-index/dump-index-worker.ts',
          'archive-index-worker': 'src/main/archive/archive-index-worker.ts',
          'leaving-worker': 'src/main/retention/leaving-worker.ts',
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload must be one CommonJS file.
      rollupOptions: { input: 'src/preload/index.ts', output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    build: {
      outDir: 'out/renderer',
      minify: true,
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 10_000,
      rollupOptions: { input: 'src/renderer/index.html' },
    },
  },
});
