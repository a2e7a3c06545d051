import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitTable, withBlock } from '../../../src/main/cron/cron-block.ts';

const SITE = '3f0f9a30-0000-4000-8000-000000000001';
const OWN = "'/home/a/.holdfast/aurora-3f0f9a30/holdfast-server.sh'";
const LINES = [`0 2 * * * /bin/sh ${OWN} database`, `0 3 * * * /bin/sh ${OWN} cleanup`];

/** Any bytes that a table of others may hold; none of them is a mark of ours. */
const others = fc
  .string({ unit: fc.integer({ min: 1, max: 255 }).map((code) => String.fromCodePoint(code)) })
  .filter((text) => !text.includes('holdfast'));

describe('the lines of a site in a cron table', () => {
  it('stand between marks, and every byte of others stays, however often they are put there', () => {
    fc.assert(
      fc.property(others, others, (before, after) => {
        const once = withBlock(before, SITE, OWN, LINES);
        expect(once.startsWith(before)).toBe(true);
        expect(splitTable(once, SITE, OWN).lines).toEqual(LINES);
        const surrounded = once + after;
        const twice = withBlock(surrounded, SITE, OWN, LINES.slice(1));
        expect(splitTable(twice, SITE, OWN)).toMatchObject({ lines: LINES.slice(1), after });
        const gone = withBlock(twice, SITE, OWN, []);
        expect(gone).toBe(`${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${after}`);
      }),
    );
  });

  it('leave the block of another site alone', () => {
    const theirs = '# BEGIN holdfast other\n1 1 * * * x\n# END holdfast other\n';
    const table = withBlock(theirs, SITE, OWN, LINES);
    expect(table.startsWith(theirs)).toBe(true);
    expect(withBlock(table, SITE, OWN, [])).toBe(theirs);
  });

  it('take nothing of others with them where somebody deleted the end mark', () => {
    const table = `# BEGIN holdfast ${SITE}\n${LINES.join('\n')}\n5 5 * * * /usr/local/bin/other\n`;
    expect(withBlock(table, SITE, OWN, [])).toBe('5 5 * * * /usr/local/bin/other\n');
    const cut = `# BEGIN holdfast ${SITE}\n${LINES.join('\n')}\n# BEGIN holdfast other\n1 1 * * * x\n# END holdfast other\n`;
    expect(withBlock(cut, SITE, OWN, [])).toBe('# BEGIN holdfast other\n1 1 * * * x\n# END holdfast other\n');
  });

  it('end up as one block where there were two', () => {
    const block = withBlock('', SITE, OWN, LINES);
    const table = `a\n${block}b\n${block}c\n`;
    expect(withBlock(table, SITE, OWN, LINES)).toBe(`a\n${block}b\nc\n`);
  });
});
