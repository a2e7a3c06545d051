import type { AlertContent } from '../../../shared/model/alert.ts';

/** The message as plain text: what happened, what is safe, what to do next, then the facts. */
export function textOf({ happened, safe, next, fields, sections }: AlertContent): string {
  const parts = [
    happened,
    safe === '' ? '' : `Safe: ${safe}`,
    next === '' ? '' : `Next: ${next}`,
    fields.map(({ name, value }) => `${name}: ${value}`).join('\n'),
    ...sections.map(({ heading, lines }) => [heading, ...lines.map((line) => `  - ${line}`)].join('\n')),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The same as a page without script, image or link: nothing in it asks anybody. */
export function htmlOf(content: AlertContent): string {
  const { title, happened, safe, next, fields, sections } = content;
  const line = (label: string, text: string): string => (text === '' ? '' : `<p><strong>${label}</strong> ${escaped(text)}</p>`);
  const rows = fields.map(({ name, value }) => `<tr><th align="left">${escaped(name)}</th><td>${escaped(value)}</td></tr>`).join('');
  const lists = sections.map(
    ({ heading, lines }) =>
      `<h2 style="font-size:16px">${escaped(heading)}</h2><ul>${lines.map((each) => `<li>${escaped(each)}</li>`).join('')}</ul>`,
  );
  return [
    '<!doctype html><html lang="en"><body style="font-family:sans-serif;font-size:14px;line-height:1.5">',
    `<h1 style="font-size:18px">${escaped(title)}</h1><p>${escaped(happened)}</p>`,
    line('Safe:', safe),
    line('Next:', next),
    rows === '' ? '' : `<table cellpadding="4">${rows}</table>`,
    ...lists,
    '</body></html>',
  ].join('\n');
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
