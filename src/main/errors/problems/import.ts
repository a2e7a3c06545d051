import type { Template } from '../template.ts';

export const restoreImportProblems = {} as const satisfies Record<string, Template>;
