import type { Problem } from '../../../src/shared/model/problem.ts';
import { FakeProblem } from '../fake-bridge.ts';

export function problem(code: string, title: string, change: Partial<Problem> = {}): Problem {
  return { code, title, hint: 'Nothing was changed.', retryable: false, detail: '', ...change };
}

/** What was asked for is not in the world. */
export function unknown(code: string, title: string): never {
  throw new FakeProblem(problem(code, title));
}
