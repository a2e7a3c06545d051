import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AUDITED } from '../../../src/main/audit/audited-calls.ts';
import { auditCsv, auditJsonLines } from '../../../src/main/audit/audit-texts.ts';
import { BEGINNING, canonicalJson, hashOf, linkTo } from '../../../src/main/audit/chain.ts';
import { detailsOf } from '../../../src/main/audit/details-of.ts';
import { createRepeats } from '../../../src/main/audit/repeats.ts';
import { endOf, followChain, PRUNED, startOf } from '../../../src/main/audit/verify-chain.ts';
import type { AuditLink, AuditRow } from '../../../src/main/catalog/audit.ts';
import { calls } from '../../../src/shared/ipc/contract.ts';
import { CALLS } from '../../../src/shared/ipc/channels.ts';
import type { AuditEvent } from '../../../src/shared/model/audit.ts';

const ACTOR = { user: 'ada', machine: 'thinkpad', appVersion: '0.1.0', host: 'window' } as const;

const event = (n: number, changes: Partial<AuditEvent> = {}): AuditEvent => ({
  at: new Date(Date.UTC(2026, 10, 1) + n * 60_000).toISOString(),
  actor: ACTOR,
  action: 'site.edit',
  effect: 'change',
  siteId: null,
  details: { n },
  outcome: 'done',
  problem: null,
  ...changes,
});

function chainOf(events: readonly AuditEvent[], from: AuditLink = BEGINNING): AuditRow[] {
  let last = from;
  return events.map((each) => {
    const { entry, document } = linkTo(last, each);
    last = entry;
    const { seq, at, action, siteId, outcome, hash } = entry;
    return { seq, at, action, siteId, outcome, document, hash };
  });
}

const breakIn = (rows: readonly AuditRow[], anchor: AuditLink | null = null) => endOf(followChain(startOf(anchor), rows, anchor), anchor);

/** Rewrites every hash from `index` on, as somebody would who knows how the chain is made. */
function rehashed(rows: readonly AuditRow[]): AuditRow[] {
  let last = BEGINNING.hash;
  return rows.map((row) => {
    last = hashOf(last, row.document);
    return { ...row, hash: last };
  });
}

describe('the chain of the record', () => {
  it('holds for whatever was written, in pages of any length', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 20 }), fc.integer({ min: 1, max: 7 }), (all, page) => {
        const rows = chainOf(all.map((details, n) => event(n, { details: JSON.parse(JSON.stringify(details)) })));
        let state = startOf(null);
        for (let from = 0; from < rows.length; from += page) state = followChain(state, rows.slice(from, from + page), null);
        expect(endOf(state, null)).toBeNull();
        expect(state.entries).toBe(rows.length);
      }),
    );
  });

  it('breaks at the first entry that was changed, removed, inserted or moved, wherever it is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 30 }),
        fc.nat(),
        fc.nat(),
        fc.constantFrom('change', 'remove', 'insert', 'swap', 'column'),
        (count, one, two, how) => {
          const rows = chainOf(Array.from({ length: count }, (_, n) => event(n)));
          // Not the last: what is cut off at the end shows in the copy and in the head, not in the chain.
          const at = one % (count - 1);
          const other = at + 1 + (two % (count - 1 - at));
          const [row, second] = [rows[at], rows[other]];
          if (row === undefined || second === undefined) return;
          const tampered = [...rows];
          if (how === 'change') tampered[at] = { ...row, document: row.document.replace('"user":"ada"', '"user":"bob"') };
          if (how === 'column') tampered[at] = { ...row, action: 'site.remove' };
          if (how === 'remove') tampered.splice(at, 1);
          if (how === 'insert') tampered.splice(at, 0, { ...row });
          if (how === 'swap') {
            tampered[at] = { ...second, seq: row.seq };
            tampered[other] = { ...row, seq: second.seq };
          }
          const expected = how === 'insert' ? row.seq + 1 : row.seq;
          expect(breakIn(tampered)?.seq).toBe(expected);
        },
      ),
    );
  });

  it('breaks behind a row whose own hash was made to fit, for the next one covers the old', () => {
    const rows = chainOf(Array.from({ length: 5 }, (_, n) => event(n)));
    const forged = rehashed(rows.map((row, n) => (n === 1 ? { ...row, document: row.document.replace('ada', 'bob') } : row)));
    expect(breakIn(rows.map((row, n) => (n === 1 ? (forged[1] ?? row) : row)))).toMatchObject({ seq: 3, kind: 'changed' });
  });

  it('goes on behind an anchor that an entry names, and at no other', () => {
    const old = chainOf(Array.from({ length: 4 }, (_, n) => event(n)));
    const anchor = { seq: 4, hash: old[3]?.hash ?? '' };
    const named = event(9, { action: PRUNED, details: { upTo: 4, hash: anchor.hash } });
    expect(breakIn(chainOf([event(8), named], anchor), anchor)).toBeNull();
    expect(breakIn(chainOf([event(8), event(9)], anchor), anchor)).toMatchObject({ seq: 5, kind: 'anchor' });
    expect(breakIn([...old.slice(3), ...chainOf([named], anchor)], anchor)).toMatchObject({ kind: 'out-of-order' });
  });

  it('is of one text for one value, whatever the order of its keys', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: undefined, A: true })).toBe('{"A":true,"b":[1,{"c":"x","d":null}]}');
  });
});

describe('what goes into the record', () => {
  it('is decided for every call of the contract, and names only fields that are there', () => {
    expect(Object.keys(AUDITED).toSorted()).toEqual([...CALLS].toSorted());
    expect(Object.keys(calls).toSorted()).toEqual([...CALLS].toSorted());
  });

  it('is what the table names and nothing else, without what looks like a secret', () => {
    const audited = AUDITED['place.add'];
    if (audited === 'none') throw new Error('adding a place is recorded');
    const input = { kind: 's3', name: 'bucket', secretAccessKey: 'wJalrXUtnFEMI', accessKeyId: 'AKIA' };
    expect(detailsOf(audited, input)).toEqual({ kind: 's3', name: 'bucket' });
    const all = { effect: 'change', keep: ['draft'] } as const;
    expect(
      JSON.stringify(detailsOf(all, { draft: { password: 'hunter2', url: 'mysql://u:hunter2@h/db', token: 'hunter2' } })),
    ).not.toContain('hunter2');
    const many = detailsOf({ effect: 'change', keep: ['ids'] }, { ids: Array.from({ length: 50 }, (_, n) => `id-${n}`) });
    expect(many).toMatchObject({ ids: { count: 50 } });
    expect(JSON.stringify(detailsOf({ effect: 'read', keep: ['search'] }, { search: 'x'.repeat(5000) })).length).toBeLessThan(400);
  });

  it('never is a field that holds a secret, in any call', () => {
    const secrets = /password|secret|passphrase|identity|token|webhook/i;
    const kept = CALLS.flatMap((name) => {
      const audited = AUDITED[name];
      return audited === 'none' ? [] : audited.keep.map((path) => `${name} ${path}`);
    });
    expect(kept.filter((path) => secrets.test(path.split(' ')[1] ?? ''))).toEqual([]);
  });

  it('is one entry for a screen that asks again and again, and another ten minutes later', () => {
    let now = 0;
    const repeats = createRepeats({ now: () => now });
    const look = { action: 'backup.files', details: { backupId: 'b', parent: '' } };
    expect(repeats.isRepeat(look)).toBe(false);
    expect(repeats.isRepeat(look)).toBe(true);
    expect(repeats.isRepeat({ ...look, details: { backupId: 'b', parent: 'uploads' } })).toBe(false);
    now += 10 * 60_000;
    expect(repeats.isRepeat(look)).toBe(false);
  });
});

describe('the record for other programs', () => {
  const entry = (details: AuditEvent['details'], user = 'ada') => linkTo(BEGINNING, event(1, { details, actor: { ...ACTOR, user } })).entry;

  it('is CSV as RFC 4180 has it, and no cell of it is a formula', () => {
    const [head, line] = [...auditCsv([entry({ label: 'say "hi", twice\r\n=SUM(A1)' }, '=cmd|calc')])];
    expect(head).toBe('seq,at,user,machine,app,host,action,effect,site,outcome,problem,details,hash\r\n');
    expect(line).toContain(`,'=cmd|calc,`);
    expect(line).toContain(`"{""label"":""say \\""hi\\"", twice\\r\\n=SUM(A1)""}"`);
    expect(line?.endsWith('\r\n')).toBe(true);
    for (const sign of ['=', '+', '-', '@', '\t', '\r']) {
      const [, row] = [...auditCsv([entry({}, `${sign}1`)])];
      expect(row).toMatch(sign === '\r' ? /,"'\r1",/ : new RegExp(`,'\\${sign}1,`));
    }
  });

  it('is JSON lines whose hashes can be followed with any program', () => {
    const rows = chainOf([event(1), event(2)]);
    const entries = rows.map(({ document, hash }) => ({ ...JSON.parse(document), hash }));
    let last = BEGINNING.hash;
    for (const line of auditJsonLines(entries)) {
      const { hash } = JSON.parse(line) as { hash: string };
      last = hashOf(last, line.trimEnd().replace(`,"hash":"${hash}"}`, '}'));
      expect(last).toBe(hash);
    }
  });
});
