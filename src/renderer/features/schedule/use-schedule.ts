import { useEffect } from 'react';
import type { CallName } from '../../../shared/ipc/channels.ts';
import type { Input, Output } from '../../../shared/ipc/contract.ts';
import { useBridge } from '../../api/bridge.ts';
import type { Called } from '../../api/use-call.ts';
import { useCall } from '../../api/use-call.ts';

/** As `useCall`, and again whenever a schedule or a slot changed. */
export function useScheduleCall<N extends CallName>(name: N, input: Input<N>): Called<Output<N>> {
  const bridge = useBridge();
  const called = useCall(name, input);
  const { reload } = called;
  useEffect(() => bridge.on('schedule.changed', reload), [bridge, reload]);
  return called;
}
