import { AppError } from '../../errors/app-error.ts';
import { is, nameOf, names, type Piece } from './sql-pieces.ts';

/** The names under which a dump speaks of its own database. */
export interface Home {
  has(name: string): boolean;
}

/**
 * The pieces without the name of the dump's own database in front of others: they mean the schema that is imported into. Any other database in front of
 * a name is refused (`import.other-database`), or with `keepOthers` left as it is and told by the names in `others`.
 */
export function withoutHome(
  pieces: readonly Piece[],
  home: Home,
  keepOthers = false,
): { readonly pieces: Piece[]; readonly others: readonly string[] } {
  const kept: Piece[] = [];
  const others: string[] = [];
  const next = (from: number): number => {
    let at = from;
    while (pieces[at]?.kind === 'blank' || pieces[at]?.kind === 'comment') at++;
    return at;
  };
  let behindDot = false;
  let behindAt = false;
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at]!;
    const dot = next(at + 1);
    // `user`@`host` and @@session.x are no names of tables.
    if (names(piece) && !behindDot && !behindAt && is(pieces[dot], '.')) {
      const behind = next(dot + 1);
      if (names(pieces[behind])) {
        const isHome = home.has(nameOf(piece));
        if (isHome) {
          at = dot;
          continue;
        }
        if (!keepOthers) throw new AppError('import.other-database', { detail: `It names ${nameOf(piece)}.${nameOf(pieces[behind])}.` });
        others.push(nameOf(piece));
      }
    }
    if (piece.kind !== 'blank' && piece.kind !== 'comment') {
      behindDot = is(piece, '.');
      behindAt = is(piece, '@');
    }
    kept.push(piece);
  }
  return { pieces: kept, others };
}
