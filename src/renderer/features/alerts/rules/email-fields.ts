import type { EmailChannel } from '../../../../shared/model/alert-settings.ts';

/** The channel as it is being typed. */
export interface EmailFields {
  readonly enabled: boolean;
  readonly host: string;
  readonly port: string;
  readonly encryption: EmailChannel['encryption'];
  readonly user: string;
  readonly from: string;
  /** One address on each line, or with commas between. */
  readonly to: string;
}

export function emailFieldsOf(email: EmailChannel): EmailFields {
  const { enabled, host, port, encryption, user, from, to } = email;
  return { enabled, host, port: String(port), encryption, user: user ?? '', from: from ?? '', to: to.join(', ') };
}

export type EmailErrors = Partial<Record<'host' | 'port' | 'from' | 'to', string>>;

/** A channel that is off may be half filled in; what is there must be right. */
export function emailErrors({ enabled, host, port, from, to }: EmailFields): EmailErrors {
  const addresses = addressesIn(to);
  const wrong = addresses.find((address) => !isAddress(address));
  return {
    ...(enabled && host.trim() === '' ? { host: 'The name of the mail server.' } : {}),
    ...(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535 ? {} : { port: 'A port from 1 to 65535.' }),
    ...(from.trim() === ''
      ? enabled
        ? { from: 'The address it comes from.' }
        : {}
      : isAddress(from.trim())
        ? {}
        : { from: 'One mail address.' }),
    ...(wrong === undefined
      ? enabled && addresses.length === 0
        ? { to: 'One address at least.' }
        : {}
      : { to: `“${wrong}” is no mail address.` }),
  };
}

export function emailOf({ enabled, host, port, encryption, user, from, to }: EmailFields): EmailChannel {
  return {
    enabled,
    host: host.trim(),
    port: Number(port),
    encryption,
    user: user.trim() === '' ? null : user.trim(),
    from: from.trim() === '' ? null : from.trim(),
    to: [...addressesIn(to)],
  };
}

function addressesIn(text: string): readonly string[] {
  return text
    .split(/[,;\n]/)
    .map((address) => address.trim())
    .filter((address) => address !== '');
}

/** As the contract has it: an address, or a name with the address in angle brackets. */
function isAddress(text: string): boolean {
  return /^(?:[^<>@,;\r\n]*<[^\s<>@,;]+@[^\s<>@,;]+>|[^\s<>@,;]+@[^\s<>@,;]+)$/.test(text);
}
