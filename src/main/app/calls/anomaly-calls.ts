import { acknowledge } from '../anomalies/acknowledge.ts';
import { acknowledgeKey } from '../anomalies/acknowledge-key.ts';
import { siteTrend } from '../anomalies/site-trend.ts';
import type { CallsOf, Handlers } from '../handlers.ts';
import type { Modules } from '../modules.ts';

/** As many as the contract says. */
const LISTED = 200;
/** Before every backup. */
const EVER = '';

export function anomalyCalls(modules: Modules): Handlers<CallsOf<'anomaly'>> {
  return {
    'anomaly.list': ({ siteId, open }) => [...modules.catalog.anomalies.list({ siteId, open, limit: LISTED })],
    'anomaly.acknowledge': (input) => acknowledge(modules, input),
    'anomaly.key-changes': ({ siteId }) => [...modules.catalog.keyChanges.of(siteId, EVER)],
    'anomaly.acknowledge-key': (input) => acknowledgeKey(modules, input),
    'anomaly.trend': ({ siteId }) => siteTrend(modules, siteId),
  };
}
