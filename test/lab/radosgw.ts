import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LabChild, startChild } from './children.ts';
import { findFreePort, makeLabFolder, needTool, run, waitFor } from './tools.ts';

/** Keys of one account of an S3 service of the lab. */
export interface S3Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface S3User extends S3Keys {
  /** As policies name it. */
  readonly name: string;
}

export interface Radosgw extends AsyncDisposable {
  /** `http://127.0.0.1:21234`; buckets go into the path. */
  readonly endpoint: string;
  readonly port: number;
  readonly keys: S3Keys;
  /** Another account, without buckets or rights. */
  addUser(): Promise<S3User>;
  stop(): Promise<void>;
}

/**
 * Ceph's object gateway on a small store in memory: a faithful S3 server with multipart listing, versioning and object lock. One monitor, one store,
 * no sign-in between them. Takes some ten seconds: share one, see `sharedRadosgw`.
 */
export async function startRadosgw(): Promise<Radosgw> {
  await using parts = new AsyncDisposableStack();
  const folder = await makeLabFolder('rgw');
  parts.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const port = await findFreePort();
  const config = join(folder, 'ceph.conf');
  const fsid = randomUUID();
  const monitor = `[v2:127.0.0.1:${await findFreePort()},v1:127.0.0.1:${await findFreePort()}]`;
  await Promise.all(['mon', 'osd', 'rgw', 'run', 'log'].map((name) => mkdir(join(folder, name))));
  await writeFile(config, cephConfig({ folder, fsid, monitor, port }));
  const tool = (name: string, ...args: readonly string[]) => needTool(name).then((command) => run(command, ['-c', config, ...args]));
  const start = async (name: string, ...args: readonly string[]): Promise<LabChild> => {
    const logFile = join(folder, 'log', `${name}.out`);
    const child = await startChild({ what: name, command: await needTool(name), args: ['-c', config, '-f', ...args], logFile, folder });
    // Nothing in it outlives it, and a polite end takes seconds.
    parts.defer(() => child.end('SIGKILL', 1_000));
    return child;
  };

  const monmap = join(folder, 'monmap');
  await run(await needTool('monmaptool'), ['--create', '--clobber', '--fsid', fsid, '--addv', 'a', monitor, monmap]);
  await tool('ceph-mon', '--mkfs', '-i', 'a', '--monmap', monmap, '--mon-data', join(folder, 'mon'));
  await start('ceph-mon', '-i', 'a');
  const osd = randomUUID();
  await waitFor('the monitor of the S3 server', 30_000, () =>
    tool('ceph', '--connect-timeout', '5', 'osd', 'new', osd).catch(() => undefined),
  );
  await tool('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', osd);
  await start('ceph-osd', '-i', '0');
  const gateway = await start('radosgw', '-n', 'client.rgw');
  const endpoint = `http://127.0.0.1:${port}`;
  await waitFor('the S3 server to answer', 90_000, async () => {
    if (gateway.hasExited()) throw new Error(`radosgw did not start:\n${await readFile(join(folder, 'log', 'radosgw.out'), 'utf8')}`);
    return fetch(endpoint).then(
      () => true,
      () => undefined,
    );
  });

  async function addUser(): Promise<S3User> {
    const name = `lab${randomBytes(4).toString('hex')}`;
    const keys = { accessKeyId: `KEY${randomBytes(8).toString('hex')}`, secretAccessKey: randomBytes(20).toString('hex') };
    const names = ['--uid', name, '--display-name', name, '--access-key', keys.accessKeyId, '--secret-key', keys.secretAccessKey];
    await tool('radosgw-admin', '-n', 'client.rgw', 'user', 'create', ...names);
    return { ...keys, name };
  }
  const { accessKeyId, secretAccessKey } = await addUser();
  const keys = { accessKeyId, secretAccessKey };
  const owned = parts.move();
  const stop = () => owned.disposeAsync();
  return { endpoint, port, keys, addUser, stop, [Symbol.asyncDispose]: stop };
}

function cephConfig({ folder, fsid, monitor, port }: { folder: string; fsid: string; monitor: string; port: number }): string {
  return `[global]
fsid = ${fsid}
mon_initial_members = a
mon_host = ${monitor}
public_network = 127.0.0.0/8
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
auth_allow_insecure_global_id_reclaim = true
mon_warn_on_insecure_global_id_reclaim_allowed = false
ms_mon_client_mode = crc
ms_mon_service_mode = crc
ms_mon_cluster_mode = crc
ms_client_mode = crc
ms_service_mode = crc
ms_cluster_mode = crc
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_pool_default_pgp_num = 1
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 1000
mon_data_avail_crit = 1
mon_data_avail_warn = 2
run_dir = ${folder}/run
admin_socket = ${folder}/run/$name.$pid.asok
log_file = ${folder}/log/$name.log
pid_file = ${folder}/run/$name.pid
osd_objectstore = memstore
memstore_device_bytes = 8589934592
[mon.a]
mon_data = ${folder}/mon
[osd.0]
osd_data = ${folder}/osd
[client.rgw]
rgw_frontends = beast endpoint=127.0.0.1:${port}
rgw_enable_usage_log = false
rgw_dns_name = localhost
rgw_data = ${folder}/rgw
`;
}
