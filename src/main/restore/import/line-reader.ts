const LONGEST_BYTES = 64 * 1024;

/** Cuts what a client prints into lines. */
export function lineReader(take: (line: string) => void): (chunk: Buffer) => void {
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk.toString('utf8')).split('\n');
    rest = (lines.pop() ?? '').slice(-LONGEST_BYTES);
    for (const line of lines) take(line);
  };
}
