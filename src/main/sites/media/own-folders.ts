/** What a restore puts beside or into a folder while it works: `uploads.hf-1f0c...`, `uploads.hf-old-1f0c...`, `.hf-ops-1f0c...`. Twelve hex digits. */
const OWN_NAME = /(?:^|\/)[^/]*\.hf-(?:[a-z]+[0-9]*-)?[0-9a-f]{12}(?=\/|$)/;

/** What says which site lies in a folder; at the top of it alone. */
const MARKER = /^\.holdfast-site(?:\.\d+)?$/;

/**
 * Whether something on a server belongs to a restore and not to the site: no backup holds it, no comparison counts it, and no restore brings it to another site.
 * `path`: below the folder that is looked at, latin1 text of its bytes.
 */
export function isOwnPath(path: string): boolean {
  return (path.includes('.hf-') && OWN_NAME.test(path)) || MARKER.test(path);
}
