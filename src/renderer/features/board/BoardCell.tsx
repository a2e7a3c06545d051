import type { BoardCell as Cell } from '../../../shared/model/proof-board.ts';
import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { classNames } from '../../design/class-names.ts';
import { Icon } from '../../design/Icon.tsx';
import { placeGlyph } from '../../design/place-words.ts';
import { LevelLadder } from '../../design/ProofLadder.tsx';
import { Tag } from '../../design/Tag.tsx';
import styles from './board.module.css';
import { failedStep, presenceLine, shownLine } from './board-words.ts';

/** One place of a site: how far its newest copy is proved, when, by what, and how much it holds. */
export function BoardCell({ cell, now }: { readonly cell: Cell; readonly now: number }) {
  const { newest } = cell;
  const presence = presenceLine(cell, now);
  return (
    <li className={classNames(styles.cell, newest === null && styles.empty)}>
      <p className={styles.place}>
        <Icon glyph={placeGlyph(cell.placeKind)} />
        <span className={styles.name} title={cell.placeName}>
          {cell.placeName}
        </span>
        {cell.offsite ? <Tag>offsite</Tag> : null}
      </p>
      <p>
        <LevelLadder level={newest?.level ?? null} failedStep={newest === null ? null : failedStep(newest)} large />
      </p>
      {newest === null ? (
        <p className={styles.facts}>{cell.backups === 0 ? 'holds nothing of this site' : `holds ${holds(cell)}`}</p>
      ) : (
        <p className={styles.facts}>
          <span>{shownLine(newest, now)}</span>
          <span>newest of {formatInstant(newest.startedAt, now)}</span>
          <span>holds {holds(cell)}</span>
        </p>
      )}
      {presence === null ? null : <p className={styles.presence}>{presence}</p>}
    </li>
  );
}

function holds({ backups, bytes }: Cell): string {
  return `${backups}\u00a0${backups === 1 ? 'backup' : 'backups'}, ${formatBytes(bytes)}`;
}
