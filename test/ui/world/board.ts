import type { BackupSummary } from '../../../src/shared/model/backup.ts';
import { type BoardCell, type BoardRule, NO_STEP, type ProofBoard } from '../../../src/shared/model/proof-board.ts';
import { mediumOf } from '../../../src/shared/model/place.ts';
import { PLACES, placeStatuses } from './places.ts';

/** What the app would say of these backups of one site, in the places of the world. */
export function boardOf(backups: readonly BackupSummary[], places = PLACES): ProofBoard {
  const cells = places.map((place) => cellOf(place, backups));
  const good = cells.filter(({ newest }) => newest !== null && !newest.failed && newest.level !== 'present');
  const failed = cells.filter(({ newest }) => newest?.failed === true).length;
  const media = new Set(good.map(({ medium }) => medium)).size + 1;
  const offsite = good.filter((cell) => cell.offsite).length;
  const offline = good.filter(({ placeKind }) => placeKind === 'drive').length;
  const rules: BoardRule[] = [
    rule('copies', 3, good.length + 1, 'The live data and every place with a proved copy.'),
    rule('media', 2, media, 'The kinds of medium the copies lie on.'),
    rule('offsite', 1, offsite, offsite === 0 ? 'No proved copy lies away from the provider of the server.' : 'Away from the provider.'),
    rule('offline', 1, offline, offline === 0 ? 'No proved copy lies on a drive that can be unplugged.' : 'On a drive.'),
    {
      id: 'errors',
      wanted: 0,
      have: failed,
      held: failed === 0,
      text: failed === 0 ? 'No check failed.' : 'The last check of a copy failed.',
    },
  ];
  return { cells, rules, held: rules.every(({ held }) => held), next: NO_STEP };
}

function rule(id: BoardRule['id'], wanted: number, have: number, text: string): BoardRule {
  return { id, wanted, have, held: have >= wanted, text };
}

function cellOf(place: (typeof PLACES)[number], backups: readonly BackupSummary[]): BoardCell {
  const here = backups.flatMap((backup) =>
    backup.copies.filter((copy) => copy.placeId === place.id).map((copy) => ({ backup, proof: copy.proof })),
  );
  const newest = here.toSorted((a, b) => b.backup.startedAt.localeCompare(a.backup.startedAt))[0];
  const status = placeStatuses().find((entry) => entry.place.id === place.id);
  const presence = status?.presence?.state ?? null;
  return {
    placeId: place.id,
    placeKind: place.kind,
    placeName: place.name,
    medium: mediumOf(place),
    offsite: place.offsite,
    newest:
      newest === undefined
        ? null
        : {
            backupId: newest.backup.id,
            startedAt: newest.backup.startedAt,
            level: newest.proof.level,
            provedAt:
              newest.proof.failure?.at ?? newest.proof.provenAt ?? newest.proof.soundAt ?? newest.proof.intactAt ?? newest.proof.presentAt,
            failed: newest.proof.failure !== null,
          },
    backups: here.length,
    bytes: here.reduce((sum, { backup }) => sum + backup.bytes, 0),
    presence,
    absentSince: presence === 'absent' && place.kind === 'drive' ? place.lastSeenAt : null,
  };
}
