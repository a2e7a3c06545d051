import type { SiteId } from '../../../shared/model/ids.ts';
import { useCall } from '../../api/use-call.ts';
import { Facts } from '../../design/Facts.tsx';
import { Panel } from '../../design/Panel.tsx';
import text from '../../design/text.module.css';
import styles from './documents.module.css';

/** Whom to call and where things are, beside a recovery. What nobody wrote down is said as well. */
export function EmergencyPapers({ siteId }: { readonly siteId: SiteId }) {
  const { loaded } = useCall('documents.get', { siteId });
  if (loaded.state !== 'ready') return null;
  const { contacts, whoDecides, hostingPanel, dns, keyKit, notes } = loaded.value.inForce;
  const said = (label: string, value: string) => ({
    label,
    value: value === '' ? <span className={text.soft}>not written down</span> : value,
  });
  return (
    <Panel title="Whom to call, where things are">
      {contacts.length === 0 ? (
        <p className={`${text.small} ${text.soft}`}>No emergency contact was written down.</p>
      ) : (
        <ul className={styles.calls}>
          {contacts.map(({ name, role, phone, email }) => (
            <li key={`${name} ${phone} ${email}`}>
              <b>{name}</b>
              {role === '' ? null : `, ${role}`}
              <span className={text.second}>{[phone, email].filter((part) => part !== '').join(', ')}</span>
            </li>
          ))}
        </ul>
      )}
      <Facts
        facts={[
          said('Who decides', whoDecides),
          said('Hosting panel', hostingPanel),
          said('DNS', dns),
          said('Key kit', keyKit),
          ...(notes === '' ? [] : [{ label: 'Notes', value: notes }]),
        ]}
      />
    </Panel>
  );
}
