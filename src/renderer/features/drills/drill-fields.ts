import type { DrillSettings, DrillTarget } from '../../../shared/model/drill.ts';
import type { ServerId } from '../../../shared/model/ids.ts';

export interface DrillFields {
  readonly rhythm: DrillSettings['rhythm'];
  readonly sampleFiles: string;
  readonly kind: DrillTarget['kind'];
  /** Empty: none is chosen yet. */
  readonly serverId: ServerId | '';
  readonly host: string;
  readonly port: string;
  readonly socket: string;
  readonly user: string;
  /** Typed anew; what is stored is never shown. */
  readonly password: string;
}

export function drillFieldsOf({ rhythm, sampleFiles, target }: DrillSettings): DrillFields {
  const common = { rhythm, sampleFiles: String(sampleFiles), password: '' };
  if (target.kind === 'this-computer')
    return { ...common, kind: 'this-computer', serverId: '', host: '127.0.0.1', port: '3306', socket: '', user: '' };
  const { serverId, address, user } = target;
  return { ...common, kind: 'server', serverId, host: address.host, port: String(address.port), socket: address.socket ?? '', user };
}

export type DrillFieldErrors = Partial<Record<keyof DrillFields, string>>;

export function checkDrillFields(fields: DrillFields): DrillFieldErrors {
  const sample = wholeNumber(fields.sampleFiles);
  const errors: DrillFieldErrors = sample === null || sample > 10_000 ? { sampleFiles: 'A whole number up to 10,000.' } : {};
  if (fields.kind === 'this-computer') return errors;
  const port = wholeNumber(fields.port);
  return {
    ...errors,
    ...(fields.serverId === '' ? { serverId: 'Choose a server.' } : {}),
    ...(fields.host.trim() === '' ? { host: 'As seen from the server: 127.0.0.1, say.' } : {}),
    ...(port === null || port < 1 || port > 65_535 ? { port: 'A port from 1 to 65535.' } : {}),
    ...(fields.user.trim() === '' ? { user: 'The account drills sign in with.' } : {}),
  };
}

/** Of fields without an error. */
export function targetOf(fields: DrillFields): DrillTarget {
  if (fields.kind === 'this-computer' || fields.serverId === '') return { kind: 'this-computer' };
  const socket = fields.socket.trim();
  return {
    kind: 'server',
    serverId: fields.serverId,
    address: { host: fields.host.trim(), port: Number(fields.port), socket: socket === '' ? null : socket },
    user: fields.user.trim(),
  };
}

export function wholeNumber(typed: string): number | null {
  return /^\d{1,9}$/.test(typed.trim()) ? Number(typed) : null;
}
