export interface FoundProgram {
  readonly path: string;
  /** `8.2.26`. */
  readonly version: string;
}

/** What the site says it wants to be run by; empty where it says nothing. */
export interface PhpWishes {
  /** As the panel of the host wrote it: `ea-php82`, `alt-php81`, `php74`. */
  readonly handler: string;
  /** `80200`: what composer checks before anything runs. */
  readonly platform: string;
  /** `^8.1`, `>=7.4 <8.3`, `^7.3|^8.0`. */
  readonly composer: string;
}

/**
 * The PHP a site's commands are run by: the one the panel set for its folder, else the first that is new enough, else the oldest one that is, else the first. `found` in the
 * order of the server: what its PATH has comes first. Null: none was found. Pure.
 */
export function choosePhp(
  found: readonly FoundProgram[],
  wishes: PhpWishes,
): { readonly php: FoundProgram; readonly fits: boolean } | null {
  const [first] = found;
  if (first === undefined) return null;
  const [, major = '', minor = ''] = /php(\d)(\d+)/.exec(wishes.handler) ?? [];
  const ofPanel = found.filter(({ version }) => major !== '' && version.startsWith(`${major}.${minor}.`));
  const set = ofPanel.find(({ path }) => path.includes(wishes.handler)) ?? ofPanel[0];
  if (set !== undefined) return { php: set, fits: true };
  const fitting = found.filter(({ version }) => fits(version, wishes));
  const [chosen] = fitting.includes(first) ? [first] : fitting.toSorted((a, b) => numberOf(a.version) - numberOf(b.version));
  return chosen === undefined ? { php: first, fits: false } : { php: chosen, fits: true };
}

function fits(version: string, { platform, composer }: PhpWishes): boolean {
  const minimum = Number(platform);
  if (minimum > 0 && numberOf(version) < minimum) return false;
  return composer.trim() === '' || satisfies(version, composer);
}

/** A constraint of composer. What is not understood is satisfied: it must not rule out the only PHP there is. Pure. */
export function satisfies(version: string, constraint: string): boolean {
  return constraint.split(/\s*\|\|?\s*/).some((group) =>
    group
      .replaceAll(/([<>=!~^]+)\s+/g, '$1')
      .split(/[\s,]+/)
      .filter((term) => term !== '')
      .every((term) => satisfiesTerm(numberOf(version), term)),
  );
}

function satisfiesTerm(is: number, term: string): boolean {
  const [, operator = '', number = ''] = /^([<>=!~^]*)v?(\d+(?:\.\d+)*(?:\.\*)?)(?:[-@].*)?$/.exec(term) ?? [];
  if (number === '') return true;
  const parts = number.split('.').filter((part) => part !== '*');
  const least = numberOf(number);
  switch (operator) {
    case '>=':
      return is >= least;
    case '>':
      return is > least;
    case '<':
      return is < least;
    case '<=':
      return is <= least;
    case '!=':
      return is !== least;
    case '^':
      return is >= least && is < nextOf(parts, 1);
    case '~':
      return is >= least && is < nextOf(parts, Math.max(1, parts.length - 1));
    default:
      return number.endsWith('*') || parts.length < 3 ? is >= least && is < nextOf(parts, parts.length) : is === least;
  }
}

/** The first version that differs in one of the first `kept` parts. */
function nextOf(parts: readonly string[], kept: number): number {
  const raised = parts.slice(0, kept).map(Number);
  raised[kept - 1] = (raised[kept - 1] ?? 0) + 1;
  return numberOf(raised.join('.'));
}

/** `8.2.26` as PHP numbers its versions: 80226. */
function numberOf(version: string): number {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  return major * 10_000 + minor * 100 + patch;
}
