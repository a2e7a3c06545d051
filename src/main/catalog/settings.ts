import * as z from 'zod';
import { PlaceId } from '../../shared/model/ids.ts';
import { Theme } from '../../shared/model/settings.ts';
import { decode, json } from './decode.ts';
import type { Sql } from './sql.ts';

/** Every setting with its shape and what holds until it is first put. */
const SETTINGS = {
  theme: { schema: Theme, initially: 'system' },
  /** The place "this computer"; null until the operator has chosen a folder. */
  'place-id': { schema: PlaceId.nullable(), initially: null },
} as const;

export type SettingName = keyof typeof SETTINGS;
export type SettingValue<N extends SettingName> = z.output<(typeof SETTINGS)[N]['schema']>;

export interface SettingsRepository {
  get<N extends SettingName>(name: N): SettingValue<N>;
  put<N extends SettingName>(name: N, value: SettingValue<N>): void;
}

export function createSettingsRepository(sql: Sql): SettingsRepository {
  return {
    get<N extends SettingName>(name: N): SettingValue<N> {
      const { schema, initially } = SETTINGS[name];
      const row = sql.get('SELECT name AS id, value FROM setting WHERE name = :name', { name });
      // The compiler cannot follow N into the table; schema and initially belong to the same entry.
      if (row === undefined) return initially as SettingValue<N>;
      return decode(z.object({ value: json(schema) }), 'setting', row).value as SettingValue<N>;
    },
    put(name, value) {
      sql.run('INSERT INTO setting (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value', {
        name,
        value: JSON.stringify(value),
      });
    },
  };
}
