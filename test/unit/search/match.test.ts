import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchScore, wordsOf } from '../../../src/shared/search/match.ts';

const score = (text: string, title: string, others: readonly string[] = []) => matchScore(wordsOf(text), { title, others });

describe('how well a name fits what was typed', () => {
  it('puts the whole name before its beginning, that before a word in it, that before its middle, that before letters in order', () => {
    const name = 'aurora-market';
    const scores = ['aurora-market', 'aurora-m', 'market', 'mark', 'rora', 'amkt'].map((text) => score(text, name));
    expect(scores).toEqual([...scores].toSorted((a, b) => (b ?? 0) - (a ?? 0)));
    expect(new Set(scores).size).toBe(scores.length);
    expect(scores).not.toContain(null);
  });

  it('needs every word to fit somewhere, in any order', () => {
    expect(score('market aurora', 'aurora-market')).not.toBeNull();
    expect(score('backup aurora', 'aurora-market', ['backup'])).not.toBeNull();
    expect(score('aurora nowhere', 'aurora-market', ['site'])).toBeNull();
  });

  it('takes what else is said of a thing for less than its name', () => {
    expect(score('vps', 'vps-1') ?? 0).toBeGreaterThan(score('vps', 'aurora-market', ['vps-1']) ?? 0);
  });

  it('does not mind accents and capitals', () => {
    expect(score('cafe', 'Café Zürich')).toBe(score('CAFÉ', 'cafe zurich'));
    expect(score('cafe', 'Café Zürich')).not.toBeNull();
  });

  it('takes letters in order only from the beginning of a word on, and never two of them', () => {
    expect(score('urm', 'aurora-market')).toBeNull();
    expect(score('xz', 'x-ray zebra')).toBeNull();
    expect(score('xrz', 'x-ray zebra')).not.toBeNull();
  });

  it('takes no letters that lie far apart, which any long name has', () => {
    expect(score('delete', 'Drills of a-very-long-shop-name-of-a-client-who-likes-long-names')).toBeNull();
  });

  it('says the same for the same words, stays within its bounds, and finds every name by itself', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 40 }), fc.string({ maxLength: 20 }), (title, text) => {
        const found = score(text, title);
        expect(score(text, title)).toBe(found);
        expect(found === null || (found > 0 && found <= 110)).toBe(true);
        expect(score(title, title) === null).toBe(wordsOf(title).length === 0);
      }),
    );
  });
});
