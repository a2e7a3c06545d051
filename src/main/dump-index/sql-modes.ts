import type { SqlMode } from './statement-sink.ts';
import { isMark, isWord, splitAtCommas, type Token } from './tokens.ts';

export const DEFAULT_MODE: SqlMode = { backslashEscapes: true, ansiQuotes: false };
/** The mode itself and those that imply it, in MySQL 5.7 or MariaDB. */
export const WITH_ANSI_QUOTES = new Set(['ANSI_QUOTES', 'ANSI', 'ORACLE', 'MSSQL', 'DB2', 'POSTGRESQL', 'MAXDB']);
/** mysqldump saves the mode in two or three variables; a dump that invents more is not followed for ever. */
const MOST_SAVED = 64;

/** Follows SET statements: the SQL mode decides what a backslash and a double quote mean in what comes next. */
export class SqlModes {
  current = DEFAULT_MODE;
  private readonly saved = new Map<string, SqlMode>();

  /** `tokens` of a SET statement, SET included. Returns the character set of SET NAMES. */
  set(tokens: readonly Token[]): string | null {
    if (isWord(tokens[1], 'NAMES')) return tokens[2]?.value ?? null;
    // The parts are assigned from left to right: `@OLD=@@SQL_MODE, SQL_MODE='...'` keeps the old one.
    for (const part of splitAtCommas(tokens.slice(1))) this.assign(part);
    return null;
  }

  private assign(part: readonly Token[]): void {
    const equals = part.findIndex((token) => isMark(token, '='));
    if (equals === -1) return;
    const target = spell(part.slice(0, equals)).replace(/:$/, '');
    const value = part.slice(equals + 1);
    if (isModeVariable(target)) this.current = this.evaluate(value);
    else if (isUserVariable(target) && isModeVariable(spell(value)) && this.saved.size < MOST_SAVED) this.saved.set(target, this.current);
  }

  private evaluate(value: readonly Token[]): SqlMode {
    const spelled = spell(value);
    if (isUserVariable(spelled)) return this.saved.get(spelled) ?? DEFAULT_MODE;
    const keeps = value.some((token) => isWord(token, 'SQL_MODE'));
    const modes = value.flatMap((token) => (token.kind === 'mark' ? [] : token.value.toUpperCase().split(',')));
    return {
      backslashEscapes: !modes.includes('NO_BACKSLASH_ESCAPES') && (!keeps || this.current.backslashEscapes),
      ansiQuotes: modes.some((mode) => WITH_ANSI_QUOTES.has(mode)) || (keeps && this.current.ansiQuotes),
    };
  }
}

function spell(tokens: readonly Token[]): string {
  return tokens.map((token) => (token.kind === 'word' ? token.word : token.value)).join('');
}

function isUserVariable(name: string): boolean {
  return name.startsWith('@') && !name.startsWith('@@');
}

function isModeVariable(name: string): boolean {
  return /^(?:@@)?(?:(?:SESSION|LOCAL|GLOBAL)\.?)?SQL_MODE$/.test(name);
}
