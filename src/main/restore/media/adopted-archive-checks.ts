import type { Backup } from '../../../shared/model/backup.ts';
import type { PlanCheck } from '../../../shared/model/restore.ts';
import type { Source } from '../../../shared/model/source.ts';
import type { MediaWork } from './media-work.ts';
import { unitsOf } from './work-folders.ts';

/**
 * An archive the server packed itself names its files as its maker liked: `public` in it may be `storage/app/public` of the site, and to bring it back under its
 * own name would put uploads into the place of the pages. Only names that lie where the site is known to keep media are taken for what they say. Pure.
 */
export function adoptedArchiveChecks(
  { trigger }: Pick<Backup, 'trigger'>,
  sources: readonly Source[],
  { artifact, choice }: Pick<MediaWork, 'artifact' | 'choice'>,
): readonly PlanCheck[] {
  if (trigger !== 'adopted') return [];
  const known = sources.flatMap((source) => (source.kind === 'media' ? unitsOf(source.folders) : []));
  const isKnown = (folder: string) => known.some((media) => media === '.' || media === folder || folder.startsWith(`${media}/`));
  const isAbove = (folder: string) => known.some((media) => media.startsWith(`${folder}/`));
  const folders = unitsOf(artifact.folders);
  const strange = folders.filter((folder) => !isKnown(folder) && !isAbove(folder));
  const tooWide = folders.filter((folder) => !isKnown(folder) && isAbove(folder));
  const checks: PlanCheck[] = [];
  if (strange.length > 0)
    checks.push(
      stop(
        'adopted-names',
        'Names in the archive',
        strange.join(', '),
        'The server packed it itself, and no media of the site lie there: where its files belong is not known. RESTORE.txt says how they are unpacked beside, to be looked at.',
      ),
    );
  if (choice.mode === 'whole' && tooWide.length > 0)
    checks.push(
      stop(
        'adopted-names',
        'Names in the archive',
        tooWide.join(', '),
        'More than media lies there on the site, and would be replaced as a whole. Restore what is missing or different, or single paths.',
      ),
    );
  if (choice.mode === 'whole' && artifact.kind === 'incremental' && artifact.chain.length === 1)
    checks.push(
      stop(
        'adopted-changes',
        'Files in the archive',
        'only those that changed',
        'Everything else would be taken away. Restore what is missing or different, or single paths.',
      ),
    );
  return checks;
}

function stop(id: string, label: string, found: string, why: string): PlanCheck {
  return { id, label, found, verdict: 'stop', why };
}
