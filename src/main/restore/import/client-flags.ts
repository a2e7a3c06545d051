import type { ClientProgram } from './import-target.ts';

/**
 * How the client is run. `--binary-mode`: it takes neither `\!`, `source` nor any other command of its own out of a dump, and bytes as they are.
 * One line of output per row, at once, so that the answer to a mark is seen when it is given. Its limit of a packet is its own; the server has another.
 */
export function clientFlags({ flavour }: Pick<ClientProgram, 'flavour'>, delimiter: string): readonly string[] {
  return [
    '--batch',
    '--skip-column-names',
    '--unbuffered',
    '--binary-mode',
    '--comments',
    '--local-infile=0',
    '--skip-reconnect',
    '--default-character-set=utf8mb4',
    '--max-allowed-packet=1G',
    ...(flavour === 'mysql' ? ['--skip-binary-as-hex'] : []),
    `--delimiter=${delimiter}`,
  ];
}
