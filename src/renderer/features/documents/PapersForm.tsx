import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Documents, EmergencyContact, OperatorDocument } from '../../../shared/model/operator-document.ts';
import { useAction } from '../../api/use-action.ts';
import { Button, IconButton } from '../../design/Button.tsx';
import { TextField } from '../../design/Field.tsx';
import form from '../../design/form.module.css';
import layout from '../../design/layout.module.css';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';
import { TextAreaField } from '../../design/TextAreaField.tsx';
import styles from './documents.module.css';

const NOBODY: EmergencyContact = { name: '', role: '', phone: '', email: '', note: '' };
const FIELDS = [
  { key: 'whoDecides', label: 'Who decides', hint: 'That a site goes offline, or back to yesterday.' },
  { key: 'hostingPanel', label: 'Hosting panel', hint: 'Address, and whose account it is. No password.' },
  { key: 'dns', label: 'DNS', hint: 'Registrar, name servers, who may change them.' },
  { key: 'keyKit', label: 'Where the key kit lies', hint: 'The paper with the recovery key: which safe, which drawer.' },
  { key: 'notes', label: 'Notes', hint: 'What somebody must know who has never seen this site.' },
] as const;

interface PapersFormProps {
  readonly documents: Documents;
  readonly onSaved: () => void;
}

/** The operator's own papers. What a site does not say is taken from those of all sites. */
export function PapersForm({ documents, onSaved }: PapersFormProps) {
  const save = useAction('documents.set');
  const write = useAction('documents.write-cards');
  const [draft, setDraft] = useState<OperatorDocument>(documents.document);
  const set = (change: Partial<OperatorDocument>) => setDraft((before) => ({ ...before, ...change }));
  const ofSite = documents.siteId !== null;
  const inherited = (key: (typeof FIELDS)[number]['key']): string | undefined =>
    ofSite && key !== 'notes' && draft[key] === '' && documents.inForce[key] !== '' ? `Of all sites: ${documents.inForce[key]}` : undefined;
  const setContact = (at: number, change: Partial<EmergencyContact>) =>
    set({ contacts: draft.contacts.map((contact, index) => (index === at ? { ...contact, ...change } : contact)) });
  return (
    <form
      className={layout.stack}
      aria-label="Papers"
      onSubmit={(event) => {
        event.preventDefault();
        const document = { ...draft, contacts: draft.contacts.filter(({ name }) => name.trim() !== '') };
        void save.run({ siteId: documents.siteId, document }).then(async (saved) => {
          if (saved === null) return;
          onSaved();
          // The cards beside the copies say it from now on; what cannot be reached now is written later.
          await write.run({ siteId: documents.siteId });
          onSaved();
        });
      }}
    >
      <fieldset className={styles.contacts}>
        <legend>Emergency contacts</legend>
        {draft.contacts.map((contact, at) => (
          // A line has no identity but its place while it is being written.
          // oxlint-disable-next-line react/no-array-index-key
          <fieldset key={at} className={styles.contact}>
            <legend className={text.hidden}>{`Contact ${at + 1}`}</legend>
            <TextField label="Name" value={contact.name} maxLength={300} onChange={(name) => setContact(at, { name })} />
            <TextField label="For what" value={contact.role} maxLength={300} onChange={(role) => setContact(at, { role })} />
            <TextField label="Telephone" value={contact.phone} maxLength={300} onChange={(phone) => setContact(at, { phone })} />
            <TextField label="Mail" value={contact.email} maxLength={300} onChange={(email) => setContact(at, { email })} />
            <IconButton
              icon={Trash2}
              size="m"
              label={`Remove ${contact.name === '' ? `contact ${at + 1}` : contact.name}`}
              onClick={() => set({ contacts: draft.contacts.filter((_, index) => index !== at) })}
            />
          </fieldset>
        ))}
        <Button size="s" icon={Plus} onClick={() => set({ contacts: [...draft.contacts, NOBODY] })}>
          Add a contact
        </Button>
      </fieldset>
      <div className={form.form}>
        {FIELDS.map(({ key, label, hint }) => (
          <div key={key} className={form.f3}>
            <TextAreaField
              label={label}
              hint={inherited(key) ?? hint}
              rows={2}
              maxLength={4000}
              value={draft[key]}
              onChange={(value) => set({ [key]: value })}
            />
          </div>
        ))}
      </div>
      <div className={layout.wrap}>
        <Button type="submit" kind="primary" busy={save.busy || write.busy}>
          Save the papers
        </Button>
      </div>
      {save.problem === null ? null : <ProblemPanel problem={save.problem} />}
      {write.problem === null ? null : <ProblemPanel problem={write.problem} />}
    </form>
  );
}
