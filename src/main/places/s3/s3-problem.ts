import { S3ServiceException } from '@aws-sdk/client-s3';
import { AppError, type ErrorCode } from '../../errors/app-error.ts';
import { errnoOf } from '../../support/durable-files.ts';

const REFUSED = new Set([
  'AccessDenied',
  'AccountProblem',
  'AllAccessDisabled',
  'AuthorizationHeaderMalformed',
  'ExpiredToken',
  'Forbidden',
  'InvalidAccessKeyId',
  'InvalidObjectState',
  'InvalidStorageClass',
  'InvalidToken',
  'PermanentRedirect',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
  'UnauthorizedAccess',
]);
const FULL = new Set(['QuotaExceeded', 'InsufficientStorage', 'InsufficientCapacity', 'StorageFull', 'XMinioStorageFull']);
/** The service compared what came with what was announced. */
const DIFFERENT = new Set(['BadDigest', 'InvalidDigest', 'XAmzContentSHA256Mismatch', 'InvalidPart', 'InvalidPartOrder']);
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EPROTO',
]);

/** What the service's own word for it means to the operator. */
const ADVICE: Readonly<Record<string, string>> = {
  RequestTimeTooSkewed: 'The clock of this computer and the clock of the service are more than 15 minutes apart.',
  SignatureDoesNotMatch: 'The secret access key is not the one that belongs to this access key.',
  InvalidAccessKeyId: 'The service does not know this access key.',
  AuthorizationHeaderMalformed: 'The bucket lies in another region.',
  PermanentRedirect: 'The bucket must be addressed in another way: check region, endpoint and path style.',
  NoSuchBucket: 'There is no bucket of this name.',
};

/** What a failed request means here: the reason of the signal, a problem with the service's own words, or what it was. */
export function s3Problem(error: unknown, what: string, signal?: AbortSignal): unknown {
  if (signal?.aborted === true) return signal.reason;
  if (error instanceof AppError || !(error instanceof Error)) return error;
  const code = codeFor(error);
  return code === null ? error : new AppError(code, { detail: `${what}: ${describe(error)}`, cause: error });
}

/** The object, version or upload is not there. */
export function isNoSuchThing(error: unknown): boolean {
  if (!(error instanceof S3ServiceException)) return false;
  return ['NoSuchKey', 'NotFound', 'NoSuchUpload', 'NoSuchVersion'].includes(error.name) && nameOf(error) !== 'NoSuchBucket';
}

/** Refused for lack of rights, whichever way the service says so. */
export function isRefused(error: unknown): boolean {
  return error instanceof S3ServiceException && (error.$metadata.httpStatusCode === 403 || REFUSED.has(nameOf(error)));
}

function codeFor(error: Error): ErrorCode | null {
  if (!(error instanceof S3ServiceException)) return isNetwork(error) ? 'place.unreachable' : null;
  const name = nameOf(error);
  const status = error.$metadata.httpStatusCode ?? 0;
  if (name === 'NoSuchBucket') return 'place.missing';
  if (FULL.has(name) || status === 507) return 'place.full';
  if (REFUSED.has(name) || status === 401 || status === 403) return 'place.refused';
  if (DIFFERENT.has(name)) return 'copy.arrived-different';
  if (status >= 500 || status === 429 || ['SlowDown', 'RequestTimeout', 'InternalError', 'IncompleteBody'].includes(name))
    return 'place.unreachable';
  // An answer that is no answer of such a service: a proxy, a sign-in page.
  if (status >= 300 || status === 0) return status >= 400 ? 'place.write-failed' : 'place.unreachable';
  return 'place.unreachable';
}

function isNetwork(error: Error): boolean {
  if (NETWORK.has(errnoOf(error)) || /^(?:CERT_|ERR_TLS|ERR_SSL|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED)/u.test(errnoOf(error))) return true;
  if (error instanceof AggregateError) return error.errors.some((one) => one instanceof Error && isNetwork(one));
  return error.name === 'TimeoutError' || /socket hang up|aborted|timed? ?out|terminated|Deserialization error/iu.test(error.message);
}

/** A HEAD request has no body, and the SDK calls whatever it cannot read `UnknownError` or by the status. */
function nameOf(error: S3ServiceException): string {
  return 'Code' in error && typeof error.Code === 'string' ? error.Code : error.name;
}

/** The service's words only: the error of a wrong signature carries what was signed, and nothing of that belongs in a detail. */
function describe(error: Error): string {
  if (!(error instanceof S3ServiceException)) return error.message === '' ? errnoOf(error) : error.message;
  const name = nameOf(error);
  const status = error.$metadata.httpStatusCode;
  const said = error.message === '' || error.message === name ? '' : ` ${error.message.slice(0, 300)}`;
  const advice = ADVICE[name] === undefined ? '' : ` ${ADVICE[name]}`;
  return `${name}${status === undefined ? '' : ` (${status})`}.${said}${advice}`;
}
