import * as z from 'zod';
import { Anomaly, AnomalyVerdict, SiteTrend } from '../../model/anomaly.ts';
import { AnomalyId, BackupId, SiteId } from '../../model/ids.ts';
import { KeyChange } from '../../model/key-change.ts';

export const anomalyCalls = {
  /** Open ones first, then newest first, at most 200. `siteId` null: of all sites. */
  'anomaly.list': { input: z.strictObject({ siteId: SiteId.nullable(), open: z.boolean().default(false) }), output: z.array(Anomaly) },
  /** The operator's word on it. With the last open one of a site its retention goes on. Refused when it was acknowledged before. */
  'anomaly.acknowledge': {
    input: z.strictObject({ anomalyId: AnomalyId, verdict: AnomalyVerdict.default('new-level'), note: z.string().trim().min(1).max(2000) }),
    output: Anomaly,
  },
  /** Application keys that changed between two backups, newest first. `siteId`: of this site. */
  'anomaly.key-changes': { input: z.strictObject({ siteId: SiteId }), output: z.array(KeyChange) },
  /** The operator knows of it: no finding any more. `backupId`: the first backup with the new key. Refused when it was acknowledged before. */
  'anomaly.acknowledge-key': {
    input: z.strictObject({ backupId: BackupId, note: z.string().trim().min(1).max(2000) }),
    output: KeyChange,
  },
  /** Every watched figure of a site with the range its own history leads to expect. */
  'anomaly.trend': { input: z.strictObject({ siteId: SiteId }), output: SiteTrend },
} as const;
