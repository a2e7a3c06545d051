import type { Template } from '../template.ts';

export const restoreSwapProblems = {} as const satisfies Record<string, Template>;
