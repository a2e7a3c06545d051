import type { Compression, ServerAbilities } from '../../../shared/model/preflight.ts';
import { said, toolSaid, type Answer } from './answer.ts';

const COMPRESSORS: readonly Compression[] = ['zstd', 'gzip', 'bzip2'];

export function abilitiesOf(answer: Answer): ServerAbilities {
  const dump = toolSaid(answer, 'dump-tool');
  const tar = toolSaid(answer, 'tar');
  return {
    dumpTool: dump === null ? null : { path: dump.path, flavour: flavourOf(dump.version), version: dump.version },
    compressions: [...COMPRESSORS.filter((name) => toolSaid(answer, name) !== null), 'none'],
    tar: tar === null ? null : tarFlavour(tar.version),
    sha256: said(answer, 'sha256'),
    findPrintf: said(answer, 'find-printf') === 'yes',
  };
}

/** MariaDB's tool says so itself, also under the name mysqldump. */
function flavourOf(version: string): 'mysql' | 'mariadb' {
  return /mariadb/i.test(version) ? 'mariadb' : 'mysql';
}

function tarFlavour(version: string): 'gnu' | 'bsd' | 'busybox' | 'unknown' {
  if (version.includes('GNU tar')) return 'gnu';
  if (/bsdtar|libarchive/i.test(version)) return 'bsd';
  return /busybox/i.test(version) ? 'busybox' : 'unknown';
}
