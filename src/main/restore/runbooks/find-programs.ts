/** What a site is run by, as found on its server. */
export interface SitePrograms {
  /** Absolute path, or a name that PATH knows; null: none was found. */
  readonly php: { readonly path: string; readonly version: string } | null;
  readonly python: { readonly path: string; readonly version: string } | null;
}
