import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { ScrollArea } from './ScrollArea.tsx';
import styles from './Table.module.css';

interface TableProps {
  /** Read out before the table: what it lists and in which order. */
  readonly caption: string;
  /** Rows of 26 px instead of 30. */
  readonly tight?: boolean;
  /** Rows light up under the pointer. */
  readonly hover?: boolean;
  /** Narrower than this many pixels, the table scrolls inside its panel. */
  readonly minWidth?: 'none' | 's' | 'm' | 'l';
  readonly children: ReactNode;
}

/** A table of facts. Wide tables scroll inside their panel, never the page. */
export function Table({ caption, tight = false, hover = true, minWidth = 's', children }: TableProps) {
  return (
    <ScrollArea label={caption} className={styles.scroll}>
      <table className={classNames(styles.table, tight && styles.tight, hover && styles.hover, styles[`min-${minWidth}`])}>
        <caption className={styles.caption}>{caption}</caption>
        {children}
      </table>
    </ScrollArea>
  );
}

/** Cell of figures: right-aligned, so that digits stand below each other. */
export function NumberCell({ children, head = false }: { readonly children: ReactNode; readonly head?: boolean }) {
  if (head)
    return (
      <th scope="col" className={styles.number}>
        {children}
      </th>
    );
  return <td className={styles.number}>{children}</td>;
}

/** Row that names the rows below it: "This week". */
export function GroupRow({ columns, children }: { readonly columns: number; readonly children: ReactNode }) {
  return (
    <tr className={styles.group}>
      <th colSpan={columns} scope="colgroup">
        <span className={styles.groupName}>{children}</span>
      </th>
    </tr>
  );
}
