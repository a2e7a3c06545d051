import { redactText } from '../../support/redact.ts';

const HIDDEN = '[redacted]';
const SECRET_NAME = /pass(?:word|phrase|wd)?|pwd|secret|token|credential|key|salt|dsn|webhook|signature|private/i;
/** Shorter values are words like `null` or `redis`, which would be hidden wherever they stand. */
const SHORTEST = 6;

/** Values of a site's settings that must not be kept anywhere, the longest first. Pure. */
export function secretValues(env: ReadonlyMap<string, string>): readonly string[] {
  const values = new Set<string>();
  const add = (value: string) => {
    if (value.length >= SHORTEST) values.add(value);
  };
  for (const [name, value] of env) {
    add(passwordIn(value));
    if (!SECRET_NAME.test(name)) continue;
    add(value);
    add(value.replace(/^base64:/, ''));
  }
  return [...values].toSorted((a, b) => b.length - a.length);
}

/** Without these values, as they stand, as a settings file quotes them, in JSON and in addresses, and without all that looks like a secret. Words of 500 characters and more are shortened. Pure. */
export function hideSecrets(text: string, values: readonly string[]): string {
  let clean = text;
  for (const value of values)
    for (const form of new Set([
      value,
      value.replaceAll(/[\\"$]/g, '\\$&'),
      JSON.stringify(value).slice(1, -1),
      encodeURIComponent(value.toWellFormed()),
    ]))
      clean = clean.replaceAll(form, HIDDEN);
  return redactText(bounded(clean));
}

/** Looking for secrets in a word takes the square of its length, and what comes from a server may be made to hurt. */
function bounded(text: string): string {
  return text
    .replaceAll(/\S{500,}/g, (word) => `${word.slice(0, 300)}[${(word.length - 300).toLocaleString('en-US')} characters left out]`)
    .replaceAll(/[^\n]{4000}/g, '$&\n');
}

function passwordIn(value: string): string {
  if (!URL.canParse(value)) return '';
  try {
    return decodeURIComponent(new URL(value).password);
  } catch {
    return new URL(value).password;
  }
}
