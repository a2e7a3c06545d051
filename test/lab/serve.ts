/**
 * Runs the lab by itself until it is told to stop: `node test/lab/serve.ts [--listen ADDRESS] [--port PORT] [--share FOLDER]`.
 * This is what the container of docker-compose.yml runs. With --share it leaves the key and a description (`lab.json`) there.
 */
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startLab, type Lab } from './lab.ts';

const { values } = parseArgs({ options: { listen: { type: 'string' }, port: { type: 'string' }, share: { type: 'string' } } });

const stopAsked = new Promise<NodeJS.Signals>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
});
const lab = await startLab({
  sshd: {
    ...(values.listen === undefined ? {} : { listenAddress: values.listen }),
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
  },
});
// The servers run by themselves and do not keep this process alive.
const awake = setInterval(() => {}, 60_000);
try {
  const description = describe(lab);
  console.log(JSON.stringify(description, null, 2));
  if (values.share !== undefined) await share(values.share, lab, description);
  await stopAsked;
} finally {
  clearInterval(awake);
  if (values.share !== undefined) await rm(join(values.share, 'lab.json'), { force: true });
  await lab.stop();
}

function describe({ sshd, site }: Lab): Readonly<Record<string, string | number>> {
  return {
    host: '127.0.0.1',
    port: sshd.port,
    user: sshd.user,
    keyFile: sshd.keyFile,
    fingerprint: sshd.fingerprint,
    knownHostsLine: sshd.knownHostsLine,
    siteRoot: site.root,
    database: site.database,
  };
}

/** The description appears last: whoever waits for it finds the key beside it. */
async function share(folder: string, { sshd }: Lab, description: object): Promise<void> {
  await mkdir(folder, { recursive: true });
  await copyFile(sshd.keyFile, join(folder, 'client-key'));
  const file = join(folder, 'lab.json');
  await writeFile(`${file}.partial`, `${JSON.stringify({ ...description, keyFile: 'client-key' }, null, 2)}\n`);
  await rename(`${file}.partial`, file);
}
