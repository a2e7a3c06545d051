import { withoutSteering } from './plain-text.ts';
import { redactText } from './redact.ts';

/** A part of a printed page. All of it is text: what looks like markup is shown as it stands. */
export type PageBlock =
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [label: string, value: string])[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'code'; readonly text: string };

export interface PageSection {
  readonly title: string;
  readonly blocks: readonly PageBlock[];
}

export interface PrintablePage {
  readonly title: string;
  /** The result in one sentence. */
  readonly summary: string;
  readonly sections: readonly PageSection[];
  /** `Written 2026-11-26 09:50 UTC by Holdfast 0.4.0`. */
  readonly footer: string;
  /** Small letters and little air on paper: for what must fit on one sheet. */
  readonly isDense?: boolean;
}

/**
 * One page to read and to print: black on white, no script, no picture, nothing loaded from elsewhere. Names come from servers that may be in other hands, so
 * every text is escaped, what cannot be seen is spelled out, and secrets that can be told by their looks are hidden. Pure.
 */
export function printablePage({ title, summary, sections, footer, isDense = false }: PrintablePage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${shown(title)}</title>
<style>${STYLE}${isDense ? DENSE : ''}</style>
</head>
<body>
<header>
<h1>${shown(title)}</h1>
<p class="summary">${shown(summary)}</p>
</header>
<main>
${sections.map(sectionHtml).join('\n')}
</main>
<footer>${shown(footer)}</footer>
</body>
</html>
`;
}

const STYLE = `
  @page { size: A4; margin: 16mm; }
  body { margin: 2rem auto; max-width: 52rem; padding: 0 1rem; color: #000; background: #fff; font: 10.5pt/1.45 system-ui, sans-serif; }
  h1 { font-size: 18pt; margin: 0 0 .3rem; }
  h2 { font-size: 12.5pt; margin: 1.6rem 0 .4rem; border-bottom: 1px solid #000; break-after: avoid; }
  .summary { font-size: 12pt; margin: 0; }
  table { border-collapse: collapse; width: 100%; margin: .4rem 0; }
  th, td { text-align: left; vertical-align: top; padding: .2rem .6rem .2rem 0; border-bottom: 1px solid #999; overflow-wrap: anywhere; white-space: pre-line; }
  .facts th { font-weight: 600; width: 13rem; }
  tr { break-inside: avoid; }
  pre { font: 9pt/1.4 ui-monospace, Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; border-left: 2px solid #000; padding-left: .6rem; }
  p { white-space: pre-line; overflow-wrap: anywhere; margin: .4rem 0; }
  footer { margin-top: 2rem; font-size: 9pt; border-top: 1px solid #000; padding-top: .4rem; }
  @media print { body { margin: 0; max-width: none; padding: 0; } }
`;

const DENSE = `
  @media print {
    @page { margin: 10mm 12mm; }
    body { font-size: 8pt; line-height: 1.25; }
    h1 { font-size: 13pt; margin: 0 0 .1rem; }
    h2 { font-size: 9pt; margin: .5rem 0 .1rem; }
    .summary { font-size: 9pt; }
    table, p { margin: .1rem 0; }
    th, td { padding: .05rem .5rem .05rem 0; }
    .facts th { width: 8rem; }
    pre { font-size: 7pt; line-height: 1.2; margin: .1rem 0 .2rem; }
    footer { margin-top: .5rem; font-size: 7pt; }
  }
`;

function sectionHtml({ title, blocks }: PageSection): string {
  return `<section>\n<h2>${shown(title)}</h2>\n${blocks.map(blockHtml).join('\n')}\n</section>`;
}

function blockHtml(block: PageBlock): string {
  switch (block.kind) {
    case 'facts':
      return `<table class="facts">${block.rows.map(([label, value]) => `<tr><th scope="row">${shown(label)}</th><td>${shown(value)}</td></tr>`).join('')}</table>`;
    case 'table': {
      const head = block.head.map((name) => `<th scope="col">${shown(name)}</th>`).join('');
      const rows = block.rows.map((row) => `<tr>${row.map((cell) => `<td>${shown(cell)}</td>`).join('')}</tr>`).join('\n');
      return `<table><thead><tr>${head}</tr></thead><tbody>\n${rows}\n</tbody></table>`;
    }
    case 'text':
      return `<p>${shown(block.text)}</p>`;
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${shown(item)}</li>`).join('')}</ul>`;
    case 'code':
      return `<pre>${shown(block.text)}</pre>`;
  }
}

function shown(text: string): string {
  return withoutSteering(redactText(text.toWellFormed()))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** `2026-11-26 09:50:12 UTC`: a printed time must be true in every zone. */
export function printedTime(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 19)} UTC`;
}
