/** The paths of a text, one on each line, that lie below the site's folder; and what is wrong with the first of the others. */
export function checkPaths(typed: string): { readonly paths: readonly string[]; readonly error: string | null } {
  const lines = [...new Set(typed.split('\n').map((line) => line.trim()))].filter((line) => line !== '');
  const wrong = lines.find((line) => !isSitePath(line));
  return { paths: lines.filter(isSitePath), error: wrong === undefined ? null : `“${wrong}” does not lie below the site’s folder` };
}

function isSitePath(line: string): boolean {
  return !line.startsWith('/') && !line.split('/').includes('..') && line.length <= 4096;
}
