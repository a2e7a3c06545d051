/**
 * Packages that go into the bundle of the main process: plain modules of many small files, which took a quarter of a second of each start to find and read one by one.
 * The others stay packages: they bring programs of their own, look for files beside them, or are loaded when they are first needed.
 */
export const BUNDLED_PACKAGES: readonly string[] = [
  '@aws-sdk/client-s3',
  '@zip.js/zip.js',
  'age-encryption',
  'croner',
  'p-queue',
  'ssh-config',
  'temporal-polyfill',
  'zod',
];
