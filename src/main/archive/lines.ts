const NEWLINE = 0x0a;

/** The lines of a stream of UTF-8, without their newlines, as many at once as a chunk completes; a last one without newline counts, too. */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly string[], void, undefined> {
  let begun: Buffer[] = [];
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(NEWLINE);
    if (end === -1) {
      // A piece may be used again by whoever made it.
      begun.push(Buffer.from(chunk));
      continue;
    }
    const complete = Buffer.concat([...begun, chunk.subarray(0, end)]);
    begun = end + 1 < chunk.length ? [Buffer.from(chunk.subarray(end + 1))] : [];
    yield complete.toString().split('\n');
  }
  if (begun.length > 0) yield [Buffer.concat(begun).toString()];
}
