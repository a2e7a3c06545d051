import { AppError } from '../../errors/app-error.ts';

/** What ssh2 adds to its errors. `reason` belongs to a refused channel (RFC 4254, section 5.1). */
interface SshError extends Error {
  readonly level?: string;
  readonly code?: string | number;
  readonly reason?: number | string;
}

const NAME_CODES = ['ENOTFOUND', 'EAI_AGAIN', 'EAI_NONAME', 'EAI_FAIL'];
const SILENT_CODES = ['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EADDRNOTAVAIL'];

/** A failure while connecting and signing in, as its own problem. */
export function connectProblem(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const cause = error as SshError;
  const detail = cause.message;
  const code = String(cause.code ?? '');
  if (cause.level === 'client-dns' || NAME_CODES.includes(code)) return new AppError('ssh.name-not-found', { detail, cause });
  if (code === 'ECONNREFUSED') return new AppError('ssh.refused', { detail: detail || 'connection refused', cause });
  if (cause.level === 'client-timeout' || SILENT_CODES.includes(code)) return new AppError('ssh.unreachable', { detail, cause });
  if (cause.level === 'client-authentication') return new AppError('ssh.authentication-failed', { detail, cause });
  if (cause.level === 'agent') return new AppError('ssh.agent-unavailable', { detail, cause });
  // Hanging up before or during the greeting is what full servers, address bans and dying networks do.
  if (cause.level === 'client-socket' || detail.startsWith('Connection lost'))
    return new AppError('ssh.connection-lost', { detail, cause });
  return new AppError('ssh.protocol-failed', { detail, cause });
}

/** A command for which the server opened no channel. */
export function channelProblem(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const cause = error as SshError;
  if (typeof cause.reason === 'number') return new AppError('ssh.no-more-channels', { detail: cause.message, cause });
  if (/Unable to exec/i.test(cause.message)) return new AppError('ssh.no-shell', { detail: cause.message, cause });
  return new AppError('ssh.connection-lost', { detail: cause.message, cause });
}

const PROHIBITED = 1;
const CONNECT_FAILED = 2;

/** A way onward (tunnel or jump) that the server did not open. `to` names the other end for people. */
export function forwardProblem(error: unknown, kind: 'tunnel' | 'jump', to: string): AppError {
  if (error instanceof AppError) return error;
  const cause = error as SshError;
  const detail = `${to}: ${cause.message}`;
  if (cause.reason === PROHIBITED) {
    return new AppError(kind === 'jump' ? 'ssh.jump-refused' : 'ssh.forward-refused', { detail, cause });
  }
  if (cause.reason === CONNECT_FAILED) {
    if (kind === 'tunnel') return new AppError('ssh.forward-failed', { detail, cause });
    return new AppError(jumpFailure(cause.message), { detail: `seen from the jump server, ${detail}`, cause });
  }
  if (typeof cause.reason === 'number') return new AppError('ssh.no-more-channels', { detail, cause });
  return new AppError('ssh.connection-lost', { detail, cause });
}

function jumpFailure(message: string): 'ssh.refused' | 'ssh.name-not-found' | 'ssh.unreachable' {
  if (/refused/i.test(message)) return 'ssh.refused';
  return /name|resolve|unknown host|address associated/i.test(message) ? 'ssh.name-not-found' : 'ssh.unreachable';
}
