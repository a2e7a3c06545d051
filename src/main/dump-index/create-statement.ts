import type { QualifiedName } from './dump-contents.ts';
import { isMark, isWord, nameAt, type Token } from './tokens.ts';

export type CreatedKind =
  | 'table'
  | 'temporary-table'
  | 'view'
  | 'stand-in view'
  | 'trigger'
  | 'event'
  | 'procedure'
  | 'function'
  | 'package'
  | 'package body'
  | 'sequence'
  | 'other';

export interface Created {
  readonly kind: CreatedKind;
  readonly of: QualifiedName;
}

/** Words that may stand between CREATE and what is created. */
const OPTIONS = new Set('OR REPLACE AGGREGATE ALGORITHM UNDEFINED MERGE TEMPTABLE SQL SECURITY DEFINER INVOKER TEMPORARY'.split(' '));
const KINDS: Readonly<Record<string, CreatedKind>> = {
  TABLE: 'table',
  VIEW: 'view',
  TRIGGER: 'trigger',
  EVENT: 'event',
  PROCEDURE: 'procedure',
  FUNCTION: 'function',
  PACKAGE: 'package',
  SEQUENCE: 'sequence',
};

/**
 * What a statement creates, from its first tokens (CREATE included). Null: more tokens are needed. Definer, algorithm and security may stand in
 * between, each in a conditional comment of its own.
 */
export function readCreate(tokens: readonly Token[]): Created | null {
  let at = 1;
  let plain = true;
  let temporary = false;
  for (;;) {
    const token = tokens[at];
    if (token === undefined) return null;
    // SQL SECURITY DEFINER names no account.
    if (isWord(token, 'DEFINER') && !isWord(tokens[at - 1], 'SECURITY')) {
      const next = behindDefiner(tokens, at + 1);
      if (next === null) return null;
      at = next;
      plain = false;
      continue;
    }
    if (token.kind !== 'word' || !OPTIONS.has(token.word)) {
      if (!isMark(token, '=')) break;
    }
    temporary ||= isWord(token, 'TEMPORARY');
    plain = false;
    at++;
  }
  const what = tokens[at];
  const kind = what?.kind === 'word' ? KINDS[what.word] : undefined;
  if (kind === undefined) return { kind: 'other', of: { schema: null, name: '' } };
  return readNamed(temporary && kind === 'table' ? 'temporary-table' : kind, tokens, at + 1, plain);
}

function readNamed(kind: CreatedKind, tokens: readonly Token[], from: number, plain: boolean): Created | null {
  let at = from;
  let named = kind;
  if (kind === 'package' && isWord(tokens[at], 'BODY')) {
    named = 'package body';
    at++;
  }
  while (isWord(tokens[at], 'IF', 'NOT', 'EXISTS')) at++;
  const name = nameAt(tokens, at);
  // The token behind the name is waited for: a dot would continue it.
  if (name === null || name.next >= tokens.length)
    return tokens[at] === undefined || name !== null ? null : { kind: 'other', of: { schema: null, name: '' } };
  if (isMark(tokens[name.next], '.')) return null;
  if (kind === 'view' && plain) {
    const standIn = ['AS', 'SELECT', '1', 'AS'];
    for (const [index, word] of standIn.entries()) {
      const token = tokens[name.next + index];
      if (token === undefined) return null;
      if (!isWord(token, word)) return { kind: 'view', of: name.of };
    }
    return { kind: 'stand-in view', of: name.of };
  }
  return { kind: named, of: name.of };
}

/** DEFINER = account, where the account is `user`@`host`, a role or CURRENT_USER. Null: more tokens are needed. */
function behindDefiner(tokens: readonly Token[], from: number): number | null {
  let at = from;
  if (isMark(tokens[at], '=')) at++;
  if (tokens[at + 1] === undefined) return null;
  if (isMark(tokens[at + 1], '@')) return at + 3;
  if (isMark(tokens[at + 1], '(')) return at + 3;
  return at + 1;
}
