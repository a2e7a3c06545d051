import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

describe('SSH connections', () => {
  const sources = globSync('src/**/*.{ts,tsx}').map((file) => ({ file: file.replaceAll('\\', '/'), text: readFileSync(file, 'utf8') }));

  test('are made in one place only, and that place always looks at the host key', () => {
    const makers = sources.filter(({ text }) => /new\s+(?:ssh2\.)?Client\s*\(/.test(text));
    expect(makers.map(({ file }) => file)).toEqual(['src/main/servers/ssh/open-connection.ts']);
    const [maker] = makers;
    expect(maker?.text.match(/\.connect\(\{/g)).toHaveLength(1);
    expect(maker?.text).toMatch(/hostVerifier: \(wire: Buffer\) => options\.verify\(hostKeyOf\(wire\)\),/);
  });

  test('ask for no cipher by name: not every runtime has the same ones', () => {
    const named = sources.filter(({ text }) => /\bcipher\s*:|chacha20|aes(?:128|256)-(?:gcm|ctr)@?/.test(text)).map(({ file }) => file);
    expect(named.filter((file) => file.startsWith('src/main/servers/'))).toEqual([]);
  });
});
