import type { PlanCheck } from '../../../shared/model/restore.ts';
import { displayName } from '../../archive/display-name.ts';
import { AppError, problemOf } from '../../errors/app-error.ts';
import type { MediaWork } from './media-work.ts';
import { unlockCopy } from './read-zip.ts';
import type { ZipLayout } from './zip-layout.ts';

const MOST_NAMED = 20;

/** What a plan says of files that lie in a zip the server made: whose they are, what stays out, and whether it opens. Nothing for any other archive. */
export async function zipChecks(work: MediaWork, signal: AbortSignal): Promise<readonly PlanCheck[]> {
  if (work.zip === undefined) return [];
  const names = nameChecks(work, work.zip);
  return work.zip.base === null ? names : [...names, await openCheck(work, signal)];
}

/** Pure. */
export function nameChecks({ choice }: Pick<MediaWork, 'choice'>, zip: ZipLayout): readonly PlanCheck[] {
  const { base, possible, folders, lacking, parts, lacksTop, others, leftOut, leftLinks, hasExactTimes } = zip;
  if (base === null) return [baseless(possible)];
  const checks = [baseCheck(zip)];
  if (lacking.length > 0)
    checks.push(
      check('zip-lacking', 'Not in the zip', lacking.join(', '), 'attention', 'It holds no file of these folders. They stay as they are.'),
    );
  if (choice.mode === 'whole' && lacksTop)
    checks.push(
      check(
        'zip-part',
        'Files in the zip',
        'none of the site itself',
        'stop',
        'The whole site would be replaced by media alone. Restore what is missing or different, or single paths.',
      ),
    );
  else if (choice.mode === 'whole' && parts.length > 0)
    checks.push(
      check(
        'zip-part',
        'Files in the zip',
        `all in ${parts.join(', ')}`,
        'attention',
        'If the zip was made of that part alone, everything beside it would be taken away. The preview counts it.',
      ),
    );
  if (others > 0)
    checks.push(
      check(
        'zip-others',
        'Other files in the zip',
        count(others, 'file', 'files'),
        'ok',
        `They lie outside of ${folders.join(', ')} and are no part of this restore; RESTORE.txt says how the zip is unpacked beside.`,
      ),
    );
  if (leftOut.count > 0)
    checks.push(
      check(
        'zip-left-out',
        'Left out of the zip',
        `${count(leftOut.count, 'entry', 'entries')}: ${leftOut.examples.join(', ')}`,
        choice.mode === 'whole' ? 'stop' : 'attention',
        `Their names do not stay in the folders that are brought back. ${
          choice.mode === 'whole'
            ? 'A folder that changes places as a whole would lack them: restore what is missing or different, or single paths.'
            : 'None of them is written.'
        }`,
      ),
    );
  if (leftLinks.length > 0)
    checks.push(
      check(
        'zip-links',
        'Links left out of the zip',
        `${count(leftLinks.length, 'link', 'links')}: ${leftLinks
          .slice(0, MOST_NAMED)
          .map((key) => displayName(Buffer.from(key, 'latin1')))
          .join(', ')}`,
        'attention',
        'They lead out of the folders that are brought back. What the site has there now stays as it is.',
      ),
    );
  if (!hasExactTimes)
    checks.push(
      check(
        'zip-times',
        'Times in the zip',
        'without their zone',
        'ok',
        'They cannot be compared with those on the server, so files are told apart by their bytes.',
      ),
    );
  return checks;
}

function baseless(possible: readonly string[]): PlanCheck {
  return check(
    'adopted-names',
    'Names in the zip',
    possible.join(', '),
    'stop',
    'Which of them is the folder of the site is not clear, or no media of the site lie there: where its files belong is not known. Enter the folders of the media as a source of the site, or leave the files out; RESTORE.txt says how they are unpacked beside, to be looked at.',
  );
}

function baseCheck({ base, basedOn, folders }: ZipLayout): PlanCheck {
  const below = folders.join(', ');
  if (basedOn === 'site') return check('adopted-names', 'Names in the zip', below, 'ok', '');
  const from = Buffer.from(base ?? '', 'latin1').toString('utf8');
  const why =
    basedOn === 'release'
      ? 'The zip was made of another release of the site, beside the one that is live.'
      : 'That is not the folder of the site here, but its program lies there in the zip. Go on only if it is this site.';
  return check('adopted-names', 'Names in the zip', `${from} for the folder of the site: ${below}`, 'attention', why);
}

/** Whether a copy opens with what is known: what does not is better found now than with half of it on the server. */
async function openCheck({ artifact, links }: MediaWork, signal: AbortSignal): Promise<PlanCheck> {
  const faults: string[] = [];
  for (const copy of links.at(-1)?.copies ?? []) {
    try {
      await using zip = await unlockCopy(copy, artifact, signal);
      return check('zip', `Zip ${artifact.file}`, zip.encrypted ? 'opens with the password that is known' : 'opens', 'ok', '');
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError)) throw error;
      const { title, hint, detail } = problemOf(error);
      faults.push(`${copy.store.place.name}: ${[title, detail].filter((text) => text !== '').join(': ')}. ${hint}`);
    }
  }
  return check('zip', `Zip ${artifact.file}`, 'does not open', 'stop', faults.join('\n'));
}

function check(id: string, label: string, found: string, verdict: PlanCheck['verdict'], why: string): PlanCheck {
  return { id, label, found, verdict, why };
}

function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`;
}
