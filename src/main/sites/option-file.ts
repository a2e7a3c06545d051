import type { DatabaseCredentials } from './credentials.ts';

/** The client's option file, one entry a line. Travels on standard input and lies on the server as 0600 while the dump runs. */
export function optionFile({ user, password, address }: DatabaseCredentials): string {
  const lines = [
    '[client]',
    `user=${quote(user)}`,
    `password=${quote(password)}`,
    ...(address.socket === null
      ? [`host=${quote(address.host)}`, `port=${address.port}`, 'protocol=TCP']
      : [`socket=${quote(address.socket)}`, 'protocol=SOCKET']),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Double quotes keep `#` and spaces; inside them a backslash begins an escape. */
function quote(value: string): string {
  const escaped = value
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  return `"${escaped}"`;
}
