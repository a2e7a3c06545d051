import { Fragment, type ReactNode } from 'react';
import styles from './documents.module.css';

/** Elements the card is made of; whatever else there were is shown as its text. */
const KNOWN = new Set(['section', 'h2', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'p', 'pre', 'ul', 'li']);

/** The card as it will be printed, rebuilt from its page: no frame, no script, no style of its own can come in. */
export function CardPage({ html, title }: { readonly html: string; readonly title: string }) {
  // The window's content security policy refuses a style of the page's own, also of one that is only read.
  const page = new DOMParser().parseFromString(html.replace(/<style>[\s\S]*?<\/style>/, ''), 'text/html');
  return (
    <article className={styles.card} aria-label={title}>
      <p className={styles.cardTitle}>{page.querySelector('h1')?.textContent}</p>
      <p className={styles.cardSummary}>{page.querySelector('.summary')?.textContent}</p>
      {childrenOf(page.querySelector('main'))}
      <p className={styles.cardFoot}>{page.querySelector('footer')?.textContent}</p>
    </article>
  );
}

function childrenOf(element: Element | null): ReactNode {
  return [...(element?.childNodes ?? [])].map((node, index) => (
    // The page does not change while it is on screen.
    // oxlint-disable-next-line react/no-array-index-key
    <Fragment key={index}>{nodeOf(node)}</Fragment>
  ));
}

function nodeOf(node: ChildNode): ReactNode {
  if (!(node instanceof Element)) return node.textContent?.trim() === '' ? null : node.textContent;
  const tag = node.tagName.toLowerCase();
  // A row without a name has no head that could be read out.
  const name = tag === 'th' && node.textContent === '' ? 'td' : tag;
  if (!KNOWN.has(name)) return node.textContent;
  // The name is one of the elements above.
  const Known = name as 'p';
  const scope = node.getAttribute('scope');
  return (
    <Known {...(scope === null || name === 'td' ? {} : { scope })} className={node.className === 'facts' ? styles.cardFacts : undefined}>
      {childrenOf(node)}
    </Known>
  );
}
