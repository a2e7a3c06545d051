import type { Template } from '../template.ts';

export const serverProblems = {
  'server.not-found': {
    title: 'This server is not registered',
    hint: 'It may have been removed in another window. Nothing was changed.',
    retryable: false,
  },
  'server.name-taken': {
    title: 'Another server already has this name',
    hint: 'Choose a name that tells the two apart. Nothing was changed.',
    retryable: false,
  },
  'server.has-sites': {
    title: 'Sites are registered on this server',
    hint: 'Remove the sites first. Their backups stay on this computer.',
    retryable: false,
  },
  'server.is-jump-host': {
    title: 'Other servers are reached through this one',
    hint: 'Give them another jump server first. Nothing was changed.',
    retryable: false,
  },
  'server.jump-cycle': {
    title: 'The jump servers lead back to this server',
    hint: 'Choose a jump server that can be reached without it. Nothing was changed.',
    retryable: false,
  },
  'ssh.host-key-unknown': {
    title: 'The host key of this server has not been accepted yet',
    hint: 'Compare the fingerprint with the one your hosting provider shows, then pin it. Nothing was sent to the server.',
    retryable: false,
  },
  'ssh.host-key-changed': {
    title: 'The server answered with a different host key',
    hint: 'Nothing was sent. Ask the hosting provider whether the server was rebuilt before trusting the new key.',
    retryable: false,
  },
  'ssh.host-key-differs': {
    title: 'The server does not have the key you accepted',
    hint: 'Nothing was pinned and nothing was sent. Compare the two fingerprints; a key of another type has another fingerprint.',
    retryable: false,
  },
  'ssh.name-not-found': {
    title: 'The server address could not be found',
    hint: 'Check the spelling, the VPN and the network. The backups on this computer are unaffected.',
    retryable: true,
  },
  'ssh.refused': {
    title: 'The server refused the connection',
    hint: 'Nothing listens on this port: check the port number and whether SSH is switched on. The backups on this computer are unaffected.',
    retryable: true,
  },
  'ssh.unreachable': {
    title: 'The server did not answer',
    hint: 'Check the network, the VPN and the address, then try again. The backups on this computer are unaffected.',
    retryable: true,
  },
  'ssh.authentication-failed': {
    title: 'The server did not accept the sign-in',
    hint: 'Check the user name and the key or password. Nothing was run on the server.',
    retryable: false,
  },
  'ssh.key-file-unreadable': {
    title: 'The key file could not be used',
    hint: 'Check the path, and the passphrase if the key has one. Nothing was sent to the server.',
    retryable: false,
  },
  'ssh.secret-missing': {
    title: 'The passphrase or password for this server is not stored',
    hint: 'Enter it in the settings of the server. Nothing was sent to the server.',
    retryable: false,
  },
  'ssh.agent-unavailable': {
    title: 'No SSH agent answers on this computer',
    hint: 'Start the agent and add the key, or choose a key file. Nothing was sent to the server.',
    retryable: false,
  },
  'ssh.connection-lost': {
    title: 'The connection to the server was lost',
    hint: 'Nothing incomplete was kept. Try again when the network is back; the backups on this computer are unaffected.',
    retryable: true,
  },
  'ssh.protocol-failed': {
    title: 'The server and this computer could not agree on a connection',
    hint: 'The details name what was offered. Nothing was sent beyond the greeting.',
    retryable: false,
  },
  'ssh.no-more-channels': {
    title: 'The server allows no further command on this connection',
    hint: 'Wait for the running jobs of this server, then try again.',
    retryable: true,
  },
  'ssh.forward-refused': {
    title: 'The server does not allow the tunnel to the database',
    hint: 'AllowTcpForwarding or AllowStreamLocalForwarding is switched off for this account. Ask the hosting provider; nothing was changed.',
    retryable: false,
  },
  'ssh.forward-failed': {
    title: 'The database does not answer at this address of the server',
    hint: 'Check host, port or socket as the server sees them; for a socket the server may also forbid it (AllowStreamLocalForwarding). Nothing was changed.',
    retryable: true,
  },
  'ssh.jump-refused': {
    title: 'The jump server does not allow connections to this server',
    hint: 'AllowTcpForwarding or PermitOpen stands in the way for this account. Ask who runs the jump server; nothing was sent.',
    retryable: false,
  },
  'ssh.no-shell': {
    title: 'The account cannot run commands on the server',
    hint: 'It may be limited to file transfer. Ask the hosting provider for SSH with a shell; nothing was changed.',
    retryable: false,
  },
  'ssh.no-sftp': {
    title: 'The server offers no file transfer',
    hint: 'SFTP is switched off for this account. Ask the hosting provider, or choose another place; nothing was changed.',
    retryable: false,
  },
  'ssh.command-failed': {
    title: 'A command on the server failed',
    hint: 'The details show what the server said. Nothing was changed there.',
    retryable: false,
  },
} as const satisfies Record<string, Template>;
