import { join } from 'node:path';
import { formatBytes } from '../../../shared/format/bytes.ts';
import * as z from 'zod';
import type { PlanStep } from '../../../shared/model/runbook.ts';
import { displayName } from '../../archive/display-name.ts';
import { instantOf } from '../../support/clock.ts';
import type { RestoreStep, StepContext } from '../step.ts';
import type { Evidence } from './choose-evidence.ts';
import { beginEvidence, isKept, writeEvidence, type KeptFile } from './evidence-files.ts';
import { findEvidence, serverState } from './gather-evidence.ts';
import type { OpenSite } from './open-site.ts';
import { withSite } from './site-session.ts';
import type { SiteWork } from './site-work.ts';
import { streamEvidence } from './stream-evidence.ts';

const Memo = z.object({
  folder: z.string(),
  files: z.array(z.object({ name: z.string(), bytes: z.int().nonnegative(), sha256: z.string() })),
  leftOut: z.int().nonnegative(),
});
export type KeptEvidence = z.infer<typeof Memo>;

/** What was kept, from the memo of the step `keep-evidence`; null: nothing yet. */
export function evidenceOf(memo: unknown): KeptEvidence | null {
  return Memo.safeParse(memo).data ?? null;
}

/**
 * Brings what tells of an intruder to this computer before a restore covers it: files that changed since nothing is trusted any more, what can be run among the uploads, logs,
 * processes, sign-ins, cron tables and keys. What the server refuses is a warning. Run again after it came to its end, it does nothing.
 */
export function keepEvidenceStep(work: SiteWork): RestoreStep {
  return { plan: evidencePlan(work), run: (context) => keep(work, context) };
}

/** Of one restore, below the folder the caller names. */
export function evidenceFolderOf({ evidenceFolder, restoreId }: Pick<SiteWork, 'evidenceFolder' | 'restoreId'>): string {
  return join(evidenceFolder, `evidence-${restoreId}`);
}

function evidencePlan(work: SiteWork): PlanStep {
  return {
    id: 'keep-evidence',
    kind: 'keep-evidence',
    title: 'Keep the evidence',
    commands: ['ps auxww; last; who -a; crontab -l; cat ~/.ssh/authorized_keys', 'find (files that changed, files that can be run) | tar'],
    changes: `Copies of what an intruder left lie on this computer, in ${evidenceFolderOf(work)}. Nothing changes on the server.`,
    undo: 'Nothing has to be undone.',
    touchesLive: false,
    estimatedMs: null,
  };
}

async function keep(work: SiteWork, context: StepContext): Promise<string | void> {
  const folder = evidenceFolderOf(work);
  const before = evidenceOf(context.memo());
  if (before !== null && (await Promise.all(before.files.map((file) => isKept(folder, file)))).every(Boolean)) return undefined;
  return withSite(work, context, [], async (open) => {
    const warnings: string[] = [];
    await beginEvidence(folder, before !== null);
    const warn = (sentence: string) => void warnings.push(sentence);
    context.job.step('Keeping what goes on at the server');
    const state = await serverState(open, work, warn);
    const files = [await writeEvidence(folder, 'server-state.txt', (take) => take(Buffer.from(state)))];
    context.job.step('Looking for what an intruder left');
    const evidence = await findEvidence(open, work, context, warn);
    files.push(await keepList(evidence, context, folder));
    const archive = await keepFiles(open, evidence, context, folder, warnings);
    if (archive !== null) files.push(archive);
    files.push(await writeEvidence(folder, 'SHA256SUMS', (take) => take(Buffer.from(sums(files)))));
    const leftOut = evidence.filter(({ leftOutBecause }) => leftOutBecause !== '').length;
    context.keepMemo({ folder, files, leftOut } satisfies KeptEvidence);
    for (const { name, bytes, sha256 } of files) context.say(`${join(folder, name)}: ${formatBytes(bytes)}, SHA-256 ${sha256}`);
    return warnings.length === 0 ? undefined : warnings.join(' ');
  });
}

function keepList(evidence: readonly Evidence[], { clock }: StepContext, folder: string): Promise<KeptFile> {
  const lines = evidence.map(({ file, reason, leftOutBecause }) =>
    [
      leftOutBecause === '' ? 'kept' : `left out: ${leftOutBecause}`,
      reason,
      `${file.bytes} bytes`,
      `mode ${file.mode.toString(8)}`,
      `inode changed ${new Date(file.changedAt).toISOString()}`,
      `modified ${new Date(file.modifiedAt).toISOString()}`,
      displayName(file.path),
    ].join('\t'),
  );
  const text = [`Made ${instantOf(clock)}`, ...lines, ''].join('\n');
  return writeEvidence(folder, 'files.txt', (take) => take(Buffer.from(text)));
}

async function keepFiles(
  open: OpenSite,
  evidence: readonly Evidence[],
  { job }: StepContext,
  folder: string,
  warnings: string[],
): Promise<KeptFile | null> {
  const paths = evidence.filter(({ leftOutBecause }) => leftOutBecause === '').map(({ file }) => fromTop(open.root, file.path));
  if (paths.length === 0) return null;
  const { tools } = open.programs;
  if (!tools.has('tar') || !(tools.has('zstd') || tools.has('gzip'))) {
    warnings.push('The server has no tar, so the files themselves were not kept; the list names them.');
    return null;
  }
  const compression = tools.has('zstd') ? 'zstd' : 'gzip';
  job.step('Bringing the evidence to this computer');
  let done = 0;
  return writeEvidence(folder, compression === 'zstd' ? 'files.tar.zst' : 'files.tar.gz', async (take) => {
    const faults = await streamEvidence(
      open.shell,
      paths,
      compression,
      async (chunk) => {
        done += chunk.length;
        job.advance(done);
        await take(chunk);
      },
      open.signal,
    );
    warnings.push(...faults);
  });
}

/** As tar names it when it starts at the top of the server. */
function fromTop(root: string, path: Buffer): Buffer {
  if (path[0] === 0x2f) return path.subarray(1);
  return Buffer.concat([Buffer.from(`${root.replaceAll(/^\/+|\/+$/g, '')}/`), path]);
}

function sums(files: readonly KeptFile[]): string {
  return files.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('');
}
