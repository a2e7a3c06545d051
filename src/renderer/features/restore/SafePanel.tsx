import { Server } from 'lucide-react';
import type { SiteStatus } from '../../../shared/model/fleet.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useNow } from '../../api/use-now.ts';
import { Icon } from '../../design/Icon.tsx';
import { Panel } from '../../design/Panel.tsx';
import { placeGlyph } from '../../design/place-words.ts';
import { LevelLadder } from '../../design/ProofLadder.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { failedStep, presenceLine, shownLine } from '../board/board-words.ts';
import styles from './restore.module.css';

/** The copies of a site, by place, with what was last shown of each: the answer to "do I still have anything?". */
export function SafePanel({ status, hacked }: { readonly status: SiteStatus; readonly hacked: boolean }) {
  const now = useNow();
  const cells = status.board.cells.filter(({ newest }) => newest !== null);
  return (
    <Panel title="What is safe right now" flush>
      <ul className={styles.safe}>
        {hacked ? (
          <li>
            <Icon glyph={Server} />
            <span>
              On the server
              <span className={text.second}>the intruder may have reached it</span>
            </span>
            <Status tone="warn">not trusted</Status>
          </li>
        ) : null}
        {cells.map((cell) => (
          <li key={cell.placeId}>
            <Icon glyph={placeGlyph(cell.placeKind)} />
            <span className={text.anywhere}>
              {cell.placeName}
              {cell.newest === null ? null : (
                <span className={text.second}>
                  newest of {formatInstant(cell.newest.startedAt, now)}; shown {shownLine(cell.newest, now)}
                  {presenceLine(cell, now) === null ? '' : `; ${presenceLine(cell, now) ?? ''}`}
                </span>
              )}
            </span>
            <LevelLadder level={cell.newest?.level ?? null} failedStep={cell.newest === null ? null : failedStep(cell.newest)} />
          </li>
        ))}
        {cells.length === 0 ? (
          <li>
            <span />
            <span>
              No place holds a copy of this site
              <span className={text.second}>a copy made by hand, or by the host, may still help: ask before anything is changed</span>
            </span>
            <LevelLadder level={null} failedStep={null} />
          </li>
        ) : null}
      </ul>
    </Panel>
  );
}
