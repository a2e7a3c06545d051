/** Keeps passphrases and passwords. The renderer never sees one; the catalog and the logs never hold one. */
export interface SecretStore {
  /** Whether a secret can be kept here at all, with a sentence that says why not. */
  availability(): Promise<{ readonly available: boolean; readonly reason: string }>;
  /** Null when nothing is stored under this key. */
  get(key: SecretKey): Promise<string | null>;
  /** Throws `secrets.unavailable` where there is no safe place. */
  set(key: SecretKey, secret: string): Promise<void>;
  delete(key: SecretKey): Promise<void>;
}

/**
 * `server:<id>`: passphrase or password of a server. `source:<id>`: password of a database, or of the zips of a server-backups source. `place:<id>`: secret
 * access key of an S3 place. `drill:<site id>`: password of the scratch database of a site's drills. `alerts:<name>`: what channels of alerts need. `sealing:identity`: the key that opens sealed
 * artifacts.
 */
export type SecretKey =
  | `server:${string}`
  | `source:${string}`
  | `place:${string}`
  | `drill:${string}`
  | `alerts:${string}`
  | 'sealing:identity';
