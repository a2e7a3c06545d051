import styles from './Keys.module.css';

const isMac = typeof navigator !== 'undefined' && /Mac/i.test(navigator.userAgent);

/** The modifier of this computer: "Ctrl", or "Cmd" on a Mac. */
export const MODIFIER = isMac ? 'Cmd' : 'Ctrl';

/** A shortcut with the modifier of this computer before it: `combination="N"` shows "Ctrl N". */
export function Keys({ combination, bare = false }: { readonly combination: string; readonly bare?: boolean }) {
  return <kbd className={styles.keys}>{bare ? combination : `${MODIFIER} ${combination}`}</kbd>;
}
