import type { FixUp } from './import-request.ts';

/** Gathers what was put right, each once. */
export class FixUps {
  private readonly noted = new Map<string, string>();

  note(id: string, text: string): void {
    if (!this.noted.has(id) && this.noted.size < 200) this.noted.set(id, text);
  }

  list(): readonly FixUp[] {
    return [...this.noted].map(([id, text]) => ({ id, text }));
  }
}
