import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEnv } from '../../../src/main/sites/env/parse-env.ts';

/** vlucas/phpdotenv itself: the values of each source, or null where it refuses the file. */
const PHP = `
error_reporting(0);
require 'Dotenv/autoload.php';
$results = [];
foreach (json_decode(stream_get_contents(STDIN)) as $source) {
  try {
    $repository = Dotenv\\Repository\\RepositoryBuilder::createWithNoAdapters()->addAdapter(Dotenv\\Repository\\Adapter\\ArrayAdapter::class)->make();
    $loader = new Dotenv\\Loader\\Loader();
    $results[] = (object) array_filter($loader->load($repository, (new Dotenv\\Parser\\Parser())->parse($source)), fn ($v) => $v !== null);
  } catch (Throwable $e) { $results[] = null; }
}
echo json_encode($results);
`;

function phpdotenv(sources: readonly string[]): (Record<string, string> | null)[] {
  const php = spawnSync('php', ['-r', PHP], { input: JSON.stringify(sources), encoding: 'utf8', maxBuffer: 1 << 26 });
  if (php.status !== 0) throw new Error(`php: ${php.stderr}`);
  return JSON.parse(php.stdout) as (Record<string, string> | null)[];
}

describe('reading a settings file as Laravel reads it', () => {
  it('finds the values phpdotenv finds, in every file phpdotenv accepts', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abAB01 #$"\'\\{}=\tné'.split('')), maxLength: 12 });
    const quoted = fc.oneof(
      // phpdotenv takes =" anywhere in a line for the start of a value over several lines; such files are left out.
      word.map((text) => text.replace(/[="]/g, '')),
      word.map((text) => `"${text.replaceAll('=', '')}"`),
      word.map((text) => `"${text.replaceAll('=', '').replace(/["\\$]/g, '\\$&')}"`),
      word.map((text) => `'${text.replace(/['="]/g, '')}'`),
      fc.constantFrom('${A}', '"${B}-x"', '"\\n\\t\\$"', '"two\nlines"', ''),
    );
    const line = fc
      .record({
        name: fc.constantFrom('A', 'B', 'DB_PASSWORD', 'export C', ' D '),
        value: quoted,
        comment: fc.constantFrom('', ' # note', '\t'),
        bare: fc.constantFrom('=', '=', '=', ' = ', ''),
      })
      .map(({ name, value, comment, bare }) => (bare === '' ? name : `${name}${bare}${value}${comment}`));
    const file = fc
      .tuple(
        fc.array(fc.oneof({ weight: 8, arbitrary: line }, fc.constantFrom('', '# comment', '   ')), { maxLength: 6 }),
        fc.constantFrom('\n', '\r\n'),
      )
      .map(([lines, ending]) => lines.join(ending));

    const sources = fc.sample(file, { numRuns: 3000, seed: 20261121 });
    const theirs = phpdotenv(sources);
    expect(theirs).toHaveLength(sources.length);
    const accepted = sources.flatMap((source, at) => {
      const values = theirs[at] ?? null;
      return values === null ? [] : [{ source, values }];
    });

    expect(accepted.length).toBeGreaterThan(500);
    for (const { source, values } of accepted) {
      const env = parseEnv(source, 'laravel');
      expect({ source, values: Object.fromEntries(env.values) }).toEqual({ source, values });
    }
  });
});
