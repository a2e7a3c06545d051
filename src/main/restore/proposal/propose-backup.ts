import type { Copy, ProofLevel } from '../../../shared/model/backup.ts';
import { branchNode } from '../../../shared/model/decision-tree.ts';
import type { Drill } from '../../../shared/model/drill.ts';
import type { Instant } from '../../../shared/model/instant.ts';
import type { Candidate, CandidateReason, Proposal } from '../../../shared/model/proposal.ts';
import type { Situation } from '../../../shared/model/situation.ts';
import { chooseCopy, type CopyChoice } from './choose-copy.ts';
import { findAnomalies, type Anomaly } from './find-anomalies.ts';
import type { BackupFacts, ProposalFacts } from './proposal-facts.ts';
import { durationWords } from './duration-words.ts';

const HOUR_MS = 3_600_000;
const MAX_REJECTED = 50;
/** What a weaker backup has to be newer by to be proposed all the same, hours. */
const WEAKER_HOURS: Readonly<Record<ProofLevel, number>> = { present: 24, intact: 1, sound: 0, proven: 0 };
const WARNING_HOURS = 24;
/** A checkpoint that lies further back was not taken for this update. */
const CHECKPOINT_MS = 7 * 24 * HOUR_MS;

const NO_COPY: Readonly<Record<Exclude<CopyChoice, { copy: Copy }>['why'], string>> = {
  none: 'No copy of it is left.',
  failed: 'The check of its copy failed.',
  untrusted: 'It lies only on the server, which cannot be trusted or reached.',
  chain: 'Archives that its media need are missing.',
};

interface Judged {
  readonly facts: BackupFacts;
  readonly at: number;
  readonly choice: CopyChoice;
  readonly anomalies: readonly Anomaly[];
  /** Why it cannot be proposed at all; null: it can. */
  readonly unfit: string | null;
  readonly score: number;
}

/** Which backup answers the situation, and why not the others. Pure. */
export function proposeBackup(facts: ProposalFacts): Proposal {
  const { situation } = facts;
  const node = branchNode(situation.branch);
  const before = boundOf(situation);
  const places = new Map(facts.places.map((place) => [place.id, place]));
  const oldestFirst = facts.backups.toSorted((a, b) => Date.parse(a.capturedTo) - Date.parse(b.capturedTo));
  const anomalies = findAnomalies(oldestFirst, situation);
  const judged = oldestFirst.map((entry): Judged => {
    const choice = chooseCopy(entry, places, situation.branch);
    const found = anomalies.get(entry.backup.id) ?? [];
    const at = Date.parse(entry.capturedTo);
    return {
      facts: entry,
      at,
      choice,
      anomalies: found,
      unfit: unfitBecause(entry, choice, found, situation, before),
      score: scoreOf(entry, at, choice),
    };
  });
  const best = bestOf(judged, situation, before);
  const proposed = best === null ? null : candidateOf(best, before, '');
  const pivot = best?.at ?? Date.parse(before ?? situation.noticedAt);
  const rejected = judged
    .filter((entry) => entry !== best)
    .toSorted((a, b) => Number(a.unfit !== null) - Number(b.unfit !== null) || Math.abs(a.at - pivot) - Math.abs(b.at - pivot))
    .slice(0, MAX_REJECTED)
    .map((entry) => candidateOf(entry, before, entry.unfit ?? whyNotFirst(entry, best)));
  const bytesToSend = best === null ? null : bytesOf(best.facts, situation);
  return {
    runbook: node.runbook,
    before,
    proposed,
    rejected,
    stillPossible: best === null ? stillPossible(judged, situation) : [],
    rpoMs: best === null ? null : Math.max(0, Date.parse(situation.noticedAt) - best.at),
    ...(best === null
      ? { rtoMs: null, rtoFrom: 'unknown' as const }
      : timeToRestore(facts.drills, bytesToSend, facts.restoreBytesPerSecond)),
    bytesToSend,
  };
}

/** The data must be from before this: the first sign less its margin; where none is known, when it was noticed. Null: the newest will do. */
export function boundOf(situation: Situation): Instant | null {
  if (situation.branch === 'server-gone' || situation.branch === 'practice' || situation.branch === 'table-dropped') return null;
  const marginMs = situation.branch === 'hacked' ? situation.marginHours * HOUR_MS : 0;
  return new Date(Date.parse(situation.firstSignAt ?? situation.noticedAt) - marginMs).toISOString();
}

function unfitBecause(
  facts: BackupFacts,
  choice: CopyChoice,
  anomalies: readonly Anomaly[],
  situation: Situation,
  before: Instant | null,
): string | null {
  const { backup } = facts;
  const { parts, branch } = branchNode(situation.branch);
  if (backup.kind === 'structure') return 'It holds the structure of the databases without their rows.';
  if (backup.kind === 'data') return 'It holds rows without the structure of the databases.';
  if (before !== null && Date.parse(facts.capturedTo) > Date.parse(before)) return afterBound(facts, situation);
  if (choice.copy === null) return NO_COPY[choice.why];
  if (parts.databases !== 'nothing' && backup.databases.length === 0) return 'It holds no database.';
  if (parts.databases === 'nothing' && backup.media === null) return 'It holds no media.';
  if (backup.trigger === 'safety' && branch !== 'table-dropped' && branch !== 'media-broken')
    return 'It is a safety copy of a state that a restore replaced.';
  if (branch === 'table-dropped') {
    const lacking = situation.tables.find((table) => !holdsTable(facts, table));
    if (lacking !== undefined) return `It does not hold ${lacking} with rows.`;
  }
  return anomalies.find(({ disqualifies }) => disqualifies)?.text ?? null;
}

function afterBound(facts: BackupFacts, situation: Situation): string {
  const sign = Date.parse(situation.firstSignAt ?? situation.noticedAt);
  const at = Date.parse(facts.capturedTo);
  const what = situation.firstSignAt === null ? 'it was noticed' : 'the first sign';
  if (at > sign) return `${durationWords(at - sign)} after ${what}.`;
  return `Before ${what}, but inside the ${situation.marginHours} h margin.`;
}

function holdsTable(facts: BackupFacts, table: string): boolean {
  return facts.backup.databases.some((database) => (facts.rows.get(`${database}.${table}`) ?? 0) > 0);
}

function scoreOf({ backup }: BackupFacts, at: number, choice: CopyChoice): number {
  const weaker = choice.copy === null ? 0 : WEAKER_HOURS[choice.copy.proof.level];
  return at - (weaker + (backup.warnings.length > 0 ? WARNING_HOURS : 0)) * HOUR_MS;
}

function bestOf(judged: readonly Judged[], situation: Situation, before: Instant | null): Judged | null {
  const fit = judged.filter(({ unfit }) => unfit === null);
  const best = fit.reduce<Judged | null>((found, entry) => (found === null || entry.score >= found.score ? entry : found), null);
  if (situation.branch !== 'update-failed' || before === null) return best;
  const since = Date.parse(before) - CHECKPOINT_MS;
  return fit.findLast(({ facts, at }) => facts.backup.trigger === 'checkpoint' && at >= since) ?? best;
}

function whyNotFirst(entry: Judged, best: Judged | null): string {
  if (best === null) return '';
  if (entry.at <= best.at) return `Would do too, but loses ${durationWords(best.at - entry.at)} more and gains nothing known.`;
  const newer = `Newer by ${durationWords(entry.at - best.at)}, but`;
  if (best.facts.backup.trigger === 'checkpoint') return `${newer} not the checkpoint taken before the update.`;
  if (entry.facts.backup.warnings.length > 0) return `${newer} it was finished with a warning.`;
  return `${newer} less is proved of it.`;
}

function candidateOf({ facts, at, choice, anomalies }: Judged, before: Instant | null, rejectedBecause: string): Candidate {
  const reasons: CandidateReason[] = anomalies.map(({ code, text }) => ({ code, speaks: 'against', text }));
  for (const { text } of facts.backup.warnings) reasons.push({ code: 'warning', speaks: 'against', text });
  if (before !== null && at <= Date.parse(before))
    reasons.push({
      code: 'before-first-sign',
      speaks: 'for',
      text: `${durationWords(Date.parse(before) - at)} before the time it has to be from.`,
    });
  if (facts.backup.trigger === 'checkpoint')
    reasons.push({ code: 'checkpoint', speaks: 'for', text: 'A checkpoint that was taken on purpose.' });
  if (isZip(facts)) reasons.push(zipReason(facts));
  if (choice.copy === null)
    return { backup: facts.backup, placeId: null, placeName: '', level: null, provedAt: null, reasons, rejectedBecause };
  const { level } = choice.copy.proof;
  reasons.push(proofReason(level));
  if (!choice.place.reachable)
    reasons.push({
      code: 'not-reachable',
      speaks: 'note',
      text: `${choice.place.name} cannot be reached now and has to be connected first.`,
    });
  const { id: placeId, name: placeName } = choice.place;
  return { backup: facts.backup, placeId, placeName, level, provedAt: provedAt(choice.copy), reasons, rejectedBecause };
}

function isZip({ zip = null }: BackupFacts): boolean {
  return zip !== null;
}

/** What a restore out of a zip of the server needs. */
function zipReason({ zip, backup }: BackupFacts): CandidateReason {
  const opens = 'it opens with the password entered for it, or with the one in the settings of the site';
  const what = zip?.encrypted === true ? `A zip the server made itself, encrypted: ${opens}.` : 'A zip the server made itself.';
  const files = backup.media?.files ?? 0;
  const within =
    files === 0
      ? ''
      : ` Of its ${files === 1 ? 'one file' : `${files.toLocaleString('en-US')} files`} the plan brings back those that lie in media folders of the site.`;
  return { code: 'server-zip', speaks: 'note', text: `${what}${within}` };
}

function proofReason(level: ProofLevel): CandidateReason {
  switch (level) {
    case 'proven':
      return { code: 'proven', speaks: 'for', text: 'Restored in a drill, and what came out matched.' };
    case 'sound':
      return { code: 'sound', speaks: 'for', text: 'Unpacked and read to its end; what it holds matched.' };
    case 'intact':
      return { code: 'intact', speaks: 'note', text: 'Every byte was read again; its structure was never checked.' };
    case 'present':
      return { code: 'present', speaks: 'against', text: 'The copy is there; its bytes were never read again.' };
  }
}

function provedAt({ proof }: Copy): Instant {
  const times = { present: proof.presentAt, intact: proof.intactAt, sound: proof.soundAt, proven: proof.provenAt } as const;
  return times[proof.level] ?? proof.presentAt;
}

/** Null where it depends on what differs on the server. */
function bytesOf(facts: BackupFacts, situation: Situation): number | null {
  const { databases, media } = branchNode(situation.branch).parts;
  if (databases === 'tables' || media === 'different') return null;
  const [ofDatabases, ofMedia] = [databases === 'whole' ? facts.databaseBytes : 0, media === 'whole' ? facts.mediaBytes : 0];
  // The dumps in a zip are part of its bytes.
  return isZip(facts) ? Math.max(ofDatabases, ofMedia) : ofDatabases + ofMedia;
}

/** Measured by the newest drill that passed; where there is none, from the bytes and how fast data came back before. `bytes`: compressed. */
export function timeToRestore(
  drills: readonly Drill[],
  bytes: number | null,
  bytesPerSecond: number | null,
): Pick<Proposal, 'rtoMs' | 'rtoFrom'> {
  const newest = drills
    .filter(({ outcome, restoreMs }) => outcome === 'passed' && restoreMs !== null)
    .reduce<Drill | null>((found, drill) => (found === null || drill.endedAt > found.endedAt ? drill : found), null);
  if (newest !== null) return { rtoMs: newest.restoreMs, rtoFrom: 'drill' };
  if (bytes === null || bytesPerSecond === null || bytesPerSecond <= 0) return { rtoMs: null, rtoFrom: 'unknown' };
  return { rtoMs: Math.round((bytes / bytesPerSecond) * 1000), rtoFrom: 'rates' };
}

function stillPossible(judged: readonly Judged[], situation: Situation): string[] {
  const ways: string[] = [];
  if (judged.length === 0) ways.push('Look for dumps on the server and take them over: a backup somebody else made may hold the data.');
  if (judged.some(({ choice }) => choice.copy !== null))
    ways.push('Choose one of the others yourself: each is listed with what speaks against it, and the state now is kept as a safety copy.');
  if (judged.some(({ choice }) => choice.copy === null && choice.why === 'failed'))
    ways.push('Check the failed copies again: another place may hold a whole one.');
  if (judged.some(({ choice }) => choice.copy === null && choice.why === 'chain'))
    ways.push('Look for the missing archives in a place that is not connected now.');
  if (judged.some(({ choice }) => choice.copy === null && choice.why === 'untrusted'))
    ways.push('Pull a backup that lies only on the server, compare it with an older one, and decide for yourself whether to trust it.');
  if (judged.some(({ choice }) => choice.copy === null && choice.why === 'none'))
    ways.push('Connect drives and places that were removed: copies may still lie there.');
  if (situation.branch === 'hacked')
    ways.push('Keep the evidence, then compare the newest backup with the server and mend by hand what was changed.');
  if (situation.branch !== 'server-gone' && situation.branch !== 'practice')
    ways.push('Ask the hosting provider for a snapshot of its own from before.');
  return ways;
}
