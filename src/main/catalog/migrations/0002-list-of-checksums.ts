import type { Migration } from '../migrate.ts';

/** SHA256SUMS covers RESTORE.txt, which people follow by hand; without a measure of its own both could be changed together unseen. */
export const listOfChecksums: Migration = {
  version: 2,
  name: 'the hash of SHA256SUMS as it was written',
  up(db) {
    // NULL: recorded before this, or found by a rebuild.
    db.exec('ALTER TABLE manifest ADD COLUMN sums_sha256 TEXT');
  },
};
