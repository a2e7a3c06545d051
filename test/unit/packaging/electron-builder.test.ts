import { DebugLogger } from 'builder-util';
import type { Configuration } from 'electron-builder';
import { getConfig, validateConfiguration } from 'app-builder-lib/out/util/config/config.js';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';

const project = join(import.meta.dirname, '..', '..', '..');

let config: Configuration;

beforeAll(async () => {
  config = await getConfig(project, join(project, 'electron-builder.yml'), null);
});

describe('the installers', () => {
  test('are described as the builder wants it', async () => {
    await expect(validateConfiguration(config, new DebugLogger())).resolves.toBeUndefined();
    const misspelt = { ...config, nsis: { oneclick: false } } as unknown as Configuration;
    await expect(validateConfiguration(misspelt, new DebugLogger())).rejects.toThrow('configuration.nsis should be');
  });

  test('close every side door of Electron', () => {
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
    expect(config.asar).toBe(true);
    expect(config.mac?.hardenedRuntime).toBe(true);
  });

  test('leave the addon of SQLite outside the archive, and rebuild nothing', () => {
    expect(config.asarUnpack).toEqual(['**/node_modules/better-sqlite3/prebuilds/**']);
    expect(config.npmRebuild).toBe(false);
  });

  test('keep the operator’s data when the app is removed, and are never published by accident', () => {
    expect(config.nsis).toMatchObject({ deleteAppDataOnUninstall: false, oneClick: false, perMachine: false });
    expect(config.nsis?.guid).toMatch(/^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/);
    expect(config.publish).toBeNull();
  });

  test('are built for all three systems', () => {
    const targets = (platform: 'win' | 'mac' | 'linux') =>
      [config[platform]?.target].flat().map((target) => (typeof target === 'object' ? target?.target : target));
    expect({ win: targets('win'), mac: targets('mac'), linux: targets('linux') }).toEqual({
      win: ['nsis'],
      mac: ['dmg', 'zip'],
      linux: ['AppImage'],
    });
  });

  test('find the files they name', async () => {
    const icon = await readFile(join(project, 'assets', 'icon.png'));
    expect({ width: icon.readUInt32BE(16), height: icon.readUInt32BE(20) }).toEqual({ width: 1024, height: 1024 });
    const entitlements = await readFile(join(project, 'assets', 'entitlements.mac.plist'), 'utf8');
    expect(entitlements.match(/<key>.*<\/key>/g)).toEqual(['<key>com.apple.security.cs.allow-jit</key>']);
    for (const system of ['linux-x64', 'linux-arm64', 'win32-x64', 'win32-arm64', 'darwin-x64', 'darwin-arm64']) {
      const prebuild = await stat(join(project, 'node_modules', 'better-sqlite3', 'prebuilds', `${system}.node`));
      expect(prebuild.size).toBeGreaterThan(100_000);
    }
  });
});
