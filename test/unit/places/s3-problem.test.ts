import { S3ServiceException } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { AppError } from '../../../src/main/errors/app-error.ts';
import { isNoSuchThing, isRefused, s3Problem } from '../../../src/main/places/s3/s3-problem.ts';

function said(name: string, status: number, message = ''): S3ServiceException {
  return new S3ServiceException({ name, $fault: 'client', message, $metadata: { httpStatusCode: status } });
}

test.each([
  [said('NoSuchBucket', 404), 'place.missing'],
  [said('AccessDenied', 403), 'place.refused'],
  [said('SignatureDoesNotMatch', 403), 'place.refused'],
  [said('RequestTimeTooSkewed', 403), 'place.refused'],
  [said('InvalidStorageClass', 400), 'place.refused'],
  [said('UnknownError', 403), 'place.refused'],
  [said('SlowDown', 503), 'place.unreachable'],
  [said('InternalError', 500), 'place.unreachable'],
  [said('TooManyRequests', 429), 'place.unreachable'],
  [said('QuotaExceeded', 403), 'place.full'],
  [said('InsufficientStorage', 507), 'place.full'],
  [said('BadDigest', 400), 'copy.arrived-different'],
  [said('EntityTooLarge', 400), 'place.write-failed'],
  [Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), 'place.unreachable'],
  [Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), 'place.unreachable'],
  [Object.assign(new Error('late'), { name: 'TimeoutError' }), 'place.unreachable'],
])('%s becomes the problem %s', (error, code) => {
  expect(s3Problem(error, 'bucket/key')).toMatchObject({ code, detail: expect.stringContaining('bucket/key') });
});

test('gives the reason of a cancelled job instead of the failure it caused', () => {
  const reason = new Error('cancelled');
  expect(s3Problem(said('AccessDenied', 403), 'x', AbortSignal.abort(reason))).toBe(reason);
});

test('tells what is not there from what may not be seen', () => {
  expect(isNoSuchThing(said('NoSuchKey', 404))).toBe(true);
  expect(isNoSuchThing(said('NotFound', 404))).toBe(true);
  expect(isNoSuchThing(said('NoSuchBucket', 404))).toBe(false);
  expect(isRefused(said('AccessDenied', 403))).toBe(true);
  expect(isRefused(new AppError('place.refused'))).toBe(false);
});

test('a fault of the program stays one', () => {
  const fault = new TypeError('x is not a function');
  expect(s3Problem(fault, 'x')).toBe(fault);
});
