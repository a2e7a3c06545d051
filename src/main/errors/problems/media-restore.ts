import type { Template } from '../template.ts';

export const mediaRestoreProblems = {} as const satisfies Record<string, Template>;
