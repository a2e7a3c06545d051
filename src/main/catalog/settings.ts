import * as z from 'zod';
import { ChecklistSettings, DEFAULT_CHECKLIST_SETTINGS } from '../../shared/model/checklist.ts';
import { AuditSettings, DEFAULT_AUDIT_SETTINGS } from '../../shared/model/audit.ts';
import { AlertsState, DEFAULT_ALERT_SETTINGS, StoredAlertSettings } from '../../shared/model/alert-settings.ts';
import { PlaceId } from '../../shared/model/ids.ts';
import { Instant } from '../../shared/model/instant.ts';
import { CardKind } from '../../shared/model/operator-document.ts';
import { DEFAULT_TRANSFER_SETTINGS, TransferSettings } from '../../shared/model/policy.ts';
import { DEFAULT_SCHEDULE_SETTINGS, ScheduleSettings } from '../../shared/model/schedule.ts';
import { Theme } from '../../shared/model/settings.ts';
import { decode, json } from './decode.ts';
import { LeftCard } from './operator-documents.ts';
import type { Sql } from './sql.ts';

/** What is known of the clock of this computer. The doubt: since which time, and seen last at which, as that clock told it; null: there is none. */
const ClockState = z.object({ trustedAt: Instant.nullable(), doubtedSince: Instant.nullable(), doubtedAt: Instant.nullable() });
export type ClockState = z.infer<typeof ClockState>;

/** Every setting with its shape and what holds until it is first put. */
const SETTINGS = {
  theme: { schema: Theme, initially: 'system' },
  /** The place "this computer"; null until the operator has chosen a folder. */
  'place-id': { schema: PlaceId.nullable(), initially: null },
  transfer: { schema: TransferSettings, initially: DEFAULT_TRANSFER_SETTINGS },
  /** Public part of the key that seals; null until it is made. */
  sealing: { schema: z.object({ recipient: z.string(), createdAt: Instant, kitSavedAt: Instant.nullable() }).nullable(), initially: null },
  /** When copies were last re-read within the daily budget, and how much of it was used that day. */
  'rolling-verification': {
    schema: z.object({ day: z.iso.date(), bytes: z.int().nonnegative(), s3Bytes: z.int().nonnegative() }).nullable(),
    initially: null,
  },
  /** How much of an emergency card lies in a place, by its id, where the operator chose. */
  'card-kinds': { schema: z.record(z.string(), CardKind), initially: {} },
  /** Cards of sites that were removed, the first removed first. */
  'left-cards': { schema: z.array(LeftCard), initially: [] as LeftCard[] },
  checklist: { schema: ChecklistSettings, initially: DEFAULT_CHECKLIST_SETTINGS },
  /** Whether the operator put the guide to the first weeks away. */
  'learning-put-away': { schema: z.boolean(), initially: false },
  audit: { schema: AuditSettings, initially: DEFAULT_AUDIT_SETTINGS },
  /** Since when the scheduler last ran without a pause; null: it never did. */
  'awake-since': { schema: Instant.nullable(), initially: null },
  /** Up to when due times were looked at, and for which time the missed ones are owed their rows; null: nobody ever looked. */
  'due-times': {
    schema: z.object({ until: Instant, owed: z.object({ from: Instant, until: Instant }).nullable() }).nullable(),
    initially: null,
  },
  /** Null: the clock was never looked at. */
  clock: { schema: ClockState.nullable(), initially: null },
  schedules: { schema: ScheduleSettings, initially: DEFAULT_SCHEDULE_SETTINGS },
  alerts: { schema: StoredAlertSettings, initially: DEFAULT_ALERT_SETTINGS },
  'alerts-state': { schema: AlertsState.nullable(), initially: null },
} as const;

/** A row of each. Built once: to build one is slower than all there is to read, and some are asked for each minute for every site. */
const ROWS = Object.fromEntries(Object.entries(SETTINGS).map(([name, { schema }]) => [name, z.object({ value: json(schema) })]));

export type SettingName = keyof typeof SETTINGS;
export type SettingValue<N extends SettingName> = z.output<(typeof SETTINGS)[N]['schema']>;

export interface SettingsRepository {
  get<N extends SettingName>(name: N): SettingValue<N>;
  put<N extends SettingName>(name: N, value: SettingValue<N>): void;
}

export function createSettingsRepository(sql: Sql): SettingsRepository {
  return {
    get<N extends SettingName>(name: N): SettingValue<N> {
      const stored = ROWS[name];
      const row = sql.get('SELECT name AS id, value FROM setting WHERE name = :name', { name });
      // The compiler cannot follow N into the tables; both entries are of the same name.
      if (row === undefined || stored === undefined) return SETTINGS[name].initially as SettingValue<N>;
      return decode(stored, 'setting', row).value as SettingValue<N>;
    },
    put(name, value) {
      sql.run('INSERT INTO setting (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value', {
        name,
        value: JSON.stringify(value),
      });
    },
  };
}
