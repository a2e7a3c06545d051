import type { Template } from '../template.ts';

export const drillProblems = {} as const satisfies Record<string, Template>;
