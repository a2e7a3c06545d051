import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { JobPaused } from '../../../src/main/jobs/job-context.ts';
import type { CopyStore } from '../../../src/main/places/copy-store.ts';
import { openS3Store } from '../../../src/main/places/s3/s3-store.ts';
import { copyBackup } from '../../../src/main/transfer/copy-backup.ts';
import { NO_LIMITS } from '../../../src/main/transfer/limits.ts';
import { startDelayProxy } from '../../lab/delay-proxy.ts';
import { sharedRadosgw } from '../../lab/shared.ts';
import { handClock } from '../../unit/transfer/hand-clock.ts';
import { scratchFolder } from '../catalog/catalog-folder.ts';
import { makeS3Place } from '../places/s3-place.ts';
import { startPlaceServer } from '../places/server-place.ts';
import { backupIn, holds, overBadLine, placeIn, watchedJob } from './copies.ts';

const MIB = 1024 * 1024;

/** A copy back to this computer, compared byte for byte, is what shows that a push is right. */
async function comesBack(from: CopyStore, location: string, made: Awaited<ReturnType<typeof backupIn>>): Promise<boolean> {
  const { manifest } = made;
  const back = await placeIn(join(scratchFolder(), 'back'));
  const request = { manifest, sumsSha256: null, from, fromLocation: location, to: back, limits: NO_LIMITS, clock: handClock() };
  return holds((await copyBackup({ ...request, job: watchedJob() })).location, manifest);
}

describe('pushing to a real S3 server', () => {
  it('goes on by parts when the line is reset in the middle, and every byte comes back', async () => {
    const rgw = await sharedRadosgw();
    await using line = await startDelayProxy({ targetPort: Number(new URL(rgw.endpoint).port), oneWayMs: 2 });
    await using s3 = await makeS3Place(rgw, { through: `http://127.0.0.1:${line.port}` });
    // One request, one try: what the SDK would hide is what is shown here.
    const to = openS3Store(s3.place, s3.secret, { attempts: 1 });
    const here = await placeIn(join(scratchFolder(), 'here'));
    const made = await backupIn(here, [40 * MIB, 1000]);
    let cuts = 0;
    let next = 12 * MIB;
    const job = watchedJob((done) => {
      if (cuts === 2 || done < next) return;
      cuts += 1;
      next = done + 12 * MIB;
      line.cut();
    });
    const { manifest, location: fromLocation } = made;
    const request = { manifest, sumsSha256: null, from: here, fromLocation, to, limits: NO_LIMITS, job, clock: handClock() };
    const copied = await copyBackup(request);
    expect(cuts).toBe(2);
    expect(copied.resumed).toBeGreaterThanOrEqual(1);
    expect(job.lines.join('\n')).toMatch(/going on from byte \d+ of 41943040/);
    expect(await comesBack(to, copied.location, made)).toBe(true);
  });

  it('is taken up by the next job after a pause', async () => {
    const rgw = await sharedRadosgw();
    await using s3 = await makeS3Place(rgw);
    const here = await placeIn(join(scratchFolder(), 'here'));
    const made = await backupIn(here, [40 * MIB]);
    const { manifest, location: fromLocation } = made;
    const request = { manifest, sumsSha256: null, from: here, fromLocation, to: s3.open(), limits: NO_LIMITS, clock: handClock() };
    const job = watchedJob((done, { stop }) => {
      if (done >= 26 * MIB) stop.abort(new JobPaused());
    });
    await expect(copyBackup({ ...request, job })).rejects.toBeInstanceOf(JobPaused);
    const next = watchedJob();
    const copied = await copyBackup({ ...request, to: s3.open(), job: next });
    expect(next.lines.join('\n')).toMatch(/going on from byte (8388608|16777216|25165824) of/);
    expect(await comesBack(s3.open(), copied.location, made)).toBe(true);
  });

  it('pulls from S3 over a line that is lost again and again', async () => {
    const rgw = await sharedRadosgw();
    await using s3 = await makeS3Place(rgw);
    const here = await placeIn(join(scratchFolder(), 'here'));
    const made = await backupIn(here, [20 * MIB]);
    const { manifest, location: fromLocation } = made;
    const base = { manifest, sumsSha256: null, limits: NO_LIMITS, clock: handClock(), job: watchedJob() };
    const { location } = await copyBackup({ ...base, from: here, fromLocation, to: s3.open() });
    const bad = overBadLine(s3.open(), 3 * MIB, 5);
    const back = await placeIn(join(scratchFolder(), 'back'));
    const copied = await copyBackup({ ...base, from: bad, fromLocation: location, to: back });
    expect(copied.resumed).toBe(5);
    expect(bad.readFrom).toEqual([0, 3, 6, 9, 12, 15].map((mib) => mib * MIB));
    expect(holds(copied.location, manifest)).toBe(true);
  });
});

describe('pushing to a folder of a real server', () => {
  it('goes on when its connections are killed, and every byte comes back', async () => {
    await using server = await startPlaceServer();
    await using place = await server.makePlace();
    const here = await placeIn(join(scratchFolder(), 'here'));
    const made = await backupIn(here, [24 * MIB, 1000]);
    let cuts = 0;
    let next = 5 * MIB;
    const job = watchedJob((done) => {
      if (cuts === 3 || done < next) return;
      cuts += 1;
      next = done + 5 * MIB;
      server.sshd.killConnections();
    });
    const { manifest, location: fromLocation } = made;
    const to = place.open();
    const request = { manifest, sumsSha256: null, from: here, fromLocation, to, limits: NO_LIMITS, job, clock: handClock() };
    const copied = await copyBackup(request);
    expect(cuts).toBe(3);
    expect(copied.resumed).toBeGreaterThanOrEqual(1);
    expect(job.lines.join('\n')).toMatch(/going on from byte [1-9]/);
    expect(await comesBack(place.open(), copied.location, made)).toBe(true);
  });
});
