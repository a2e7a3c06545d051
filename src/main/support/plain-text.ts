/** Control characters, line and paragraph separators, and what turns the direction of text or cannot be seen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * One line that shows what is there. Names and versions come from servers: one that holds a line break and a command must not become a line
 * of instructions.
 */
export function plainLine(text: string): string {
  return text.toWellFormed().replace(UNSEEN, '\ufffd');
}

/** As UNSEEN, but for what text is made of: line ends, tabs, and the joiners of emoji and of some scripts. */
const STEERING = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * The text as a terminal may show it: what would move its cursor, set its title or turn the direction of text stands there as `\u001b`.
 * JSON stays JSON and means the same, because there such characters only occur inside strings.
 */
export function withoutSteering(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(STEERING, escaped);
}

/** The same on one line: names from a server must not look like lines of ours. */
export function lineWithoutSteering(text: string): string {
  return withoutSteering(text).replace(/[\n\t]/g, escaped);
}

function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
