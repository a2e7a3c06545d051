import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { textModules } from './scripts/text-plugin.ts';

export default defineConfig({
  plugins: [textModules()],
  test: {
    // Most of them wait for servers and programs, also on a small machine.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'], environment: 'node' } },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          environment: 'node',
          testTimeout: 180_000,
          hookTimeout: 240_000,
          globalSetup: ['test/lab/global-setup.ts'],
        },
      },
    ],
  },
});
