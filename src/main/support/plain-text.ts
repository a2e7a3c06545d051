/** Control characters, line and paragraph separators, and what turns the direction of text or cannot be seen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * One line that shows what is there. Names and versions come from servers: one that holds a line break and a command must not become a line
 * of instructions.
 */
export function plainLine(text: string): string {
  return text.toWellFormed().replace(UNSEEN, '\ufffd');
}
