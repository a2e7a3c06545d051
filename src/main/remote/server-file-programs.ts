import head from './server-file/10-head.sh';

/** The parts of the file a server makes its own backups with, in their order; together they are one program. */
export const serverFileParts: readonly string[] = [head];
