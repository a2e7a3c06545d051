import { userInfo } from 'node:os';
import type { ParsedInput } from '../../../shared/ipc/contract.ts';
import type { Anomaly } from '../../../shared/model/anomaly.ts';
import { AppError } from '../../errors/app-error.ts';
import { instantOf } from '../../support/clock.ts';
import type { Modules } from '../modules.ts';

/** Keeps the operator's word. Throws `anomaly.not-found`, `anomaly.acknowledged`. */
export function acknowledge(
  { catalog, clock, emit }: Pick<Modules, 'catalog' | 'clock' | 'emit'>,
  { anomalyId, verdict, note }: ParsedInput<'anomaly.acknowledge'>,
): Anomaly {
  const anomaly = catalog.atomically(() => {
    const found = catalog.anomalies.find(anomalyId);
    if (found === null) throw new AppError('anomaly.not-found', { detail: anomalyId });
    if (found.acknowledged !== null)
      throw new AppError('anomaly.acknowledged', { detail: `${found.acknowledged.at}: ${found.acknowledged.note}` });
    const told: Anomaly = { ...found, acknowledged: { at: instantOf(clock), note, verdict, by: userInfo().username } };
    catalog.anomalies.put(told);
    return told;
  });
  emit('fleet.changed', undefined);
  return anomaly;
}
