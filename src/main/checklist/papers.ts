import { EMPTY_DOCUMENT, type KeptDocument, type OperatorDocument } from '../../shared/model/operator-document.ts';

/** What holds for a site: its own words, and those of all sites where it has none; its own contacts come first. Pure. */
export function papersInForce(own: KeptDocument | null, common: KeptDocument | null): OperatorDocument {
  const site = own?.document ?? EMPTY_DOCUMENT;
  const all = common?.document ?? EMPTY_DOCUMENT;
  const known = new Set(site.contacts.map(({ name, phone, email }) => `${name} ${phone} ${email}`));
  return {
    contacts: [...site.contacts, ...all.contacts.filter(({ name, phone, email }) => !known.has(`${name} ${phone} ${email}`))],
    hostingPanel: site.hostingPanel || all.hostingPanel,
    dns: site.dns || all.dns,
    whoDecides: site.whoDecides || all.whoDecides,
    keyKit: site.keyKit || all.keyKit,
    notes: [site.notes, all.notes].filter((text) => text !== '').join('\n\n'),
  };
}
