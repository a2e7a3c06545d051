export const MANIFEST_FILE = 'manifest.json';
export const SUMS_FILE = 'SHA256SUMS';
export const RESTORE_FILE = 'RESTORE.txt';

/** What lies beside the artifacts of every backup. */
export const COMPANION_FILES = [MANIFEST_FILE, SUMS_FILE, RESTORE_FILE] as const;
