import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { FileRow } from '../../../shared/model/media-file.ts';
import { useNow } from '../../api/use-now.ts';
import text from '../../design/text.module.css';
import { FileLine } from './FileLine.tsx';
import styles from './files.module.css';
import type { FilePages } from './use-file-pages.ts';

/** Height of a row in px, as in the style sheet. */
const ROW = 28;
/** Rows drawn beyond both edges, so that scrolling does not show bones at once. */
const MORE = 12;

interface FileTableProps {
  readonly caption: string;
  readonly pages: FilePages;
  readonly onOpen: (folder: FileRow) => void;
}

/** A table of any length that draws only the rows in sight. What stands above and below is one empty row as tall as all of them. */
export function FileTable({ caption, pages, onOpen }: FileTableProps) {
  const frame = useRef<HTMLDivElement>(null);
  const now = useNow();
  const total = pages.total ?? 0;
  // What it returns is read in this very render and handed to nobody.
  // oxlint-disable-next-line react/incompatible-library
  const rows = useVirtualizer({ count: total, getScrollElement: () => frame.current, estimateSize: () => ROW, overscan: MORE });
  const shown = rows.getVirtualItems();
  const first = shown[0]?.index ?? 0;
  const last = shown.at(-1)?.index ?? -1;
  const { need } = pages;
  useEffect(() => {
    if (last >= first) need(first, last);
  }, [need, first, last]);
  return (
    // The rows are more than the frame holds, so it can be reached and scrolled with the keys.
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-tabindex
    <div ref={frame} className={styles.frame} role="group" aria-label={caption} tabIndex={0}>
      <table className={styles.files} aria-rowcount={total + 1}>
        <caption className={text.hidden}>{caption}</caption>
        <colgroup>
          <col />
          <col className={styles.colChange} />
          <col className={styles.colSize} />
          <col className={styles.colTime} />
          <col className={styles.colMode} />
          <col className={styles.colOwner} />
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">Name</th>
            <th scope="col">Change</th>
            <th scope="col" className={styles.number}>
              Size
            </th>
            <th scope="col">Changed at</th>
            <th scope="col">Mode</th>
            <th scope="col">Owner</th>
          </tr>
        </thead>
        <tbody>
          <Room rows={first} />
          {shown.map(({ index }) => (
            <FileLine key={index} index={index} row={pages.rowAt(index)} now={now} onOpen={onOpen} />
          ))}
          <Room rows={total - 1 - last} />
        </tbody>
      </table>
    </div>
  );
}

/** An empty row as tall as so many rows that are not drawn. */
function Room({ rows }: { readonly rows: number }) {
  if (rows <= 0) return null;
  return (
    <tr aria-hidden="true" className={styles.room}>
      {/* Nothing but height: there is nothing to name. */}
      {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label */}
      <td colSpan={6}>
        <svg width={1} height={rows * ROW} />
      </td>
    </tr>
  );
}
