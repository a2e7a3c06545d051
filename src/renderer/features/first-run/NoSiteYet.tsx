import { FlaskConical, Plus, Server as ServerIcon } from 'lucide-react';
import type { Server } from '../../../shared/model/server.ts';
import { useNavigation } from '../../api/stores.ts';
import { Button } from '../../design/Button.tsx';
import { Command } from '../../design/Command.tsx';
import { Heading } from '../../design/Heading.tsx';
import { Icon } from '../../design/Icon.tsx';
import layout from '../../design/layout.module.css';
import text from '../../design/text.module.css';
import { LearningBand } from '../learning/LearningBand.tsx';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import styles from './first-run.module.css';

const WAY = [
  { title: '1. Connect', what: 'Address, user, key. You compare the host key once.' },
  { title: '2. Choose', what: 'Databases are proposed from the settings of the site.' },
  { title: '3. Back up', what: 'One stream over SSH onto this computer. Nothing is installed.' },
  { title: '4. Verify', what: 'Every byte re-read, the dump compared with its inventory.' },
] as const;

/** No site is registered: the way to the first, from wherever the operator stands on it. */
export function NoSiteYet({ servers }: { readonly servers: readonly Server[] }) {
  const go = useNavigation((state) => state.go);
  const [first] = servers;
  const step = first === undefined ? 0 : 1;
  return (
    <div className={layout.column}>
      <section className={layout.stack}>
        <Heading className={text.question}>No site is protected yet</Heading>
        <p className={text.lead}>
          A backup counts here when every byte of it has been read again on this computer and it holds what the database has. An exit code
          is no proof.
        </p>
      </section>
      <ol className={styles.way} aria-label="The way to the first backup">
        {WAY.map(({ title, what }, index) => (
          <li key={title} className={index === step ? styles.now : undefined} aria-current={index === step ? 'step' : undefined}>
            <b>{title}</b>
            <p className={text.soft}>{what}</p>
          </li>
        ))}
      </ol>
      <div className={styles.doors}>
        {first === undefined ? (
          <section className={styles.door} aria-label="Start">
            <h2>
              <Icon glyph={ServerIcon} /> Add your first server
            </h2>
            <p>You need SSH access to a VPS or shared host with Laravel or Django. Holdfast only reads from it.</p>
            <Button kind="primary" size="l" icon={Plus} keys="N" onClick={() => go({ name: 'add-server' })}>
              Add a server
            </Button>
          </section>
        ) : (
          <section className={styles.door} aria-label="Start">
            <h2>
              <Icon glyph={ServerIcon} /> Add the first site
            </h2>
            <p>
              {servers.length === 1 ? `${first.name} is registered.` : `${servers.length} servers are registered.`} Holdfast looks for
              Laravel and Django there and proposes what to back up. It only reads.
            </p>
            <Button
              kind="primary"
              size="l"
              icon={Plus}
              onClick={() => go({ name: 'add-site', serverId: servers.length === 1 ? first.id : null })}
            >
              Add a site
            </Button>
          </section>
        )}
        <section className={styles.door} aria-label="Practise">
          <h2>
            <Icon glyph={FlaskConical} /> Practise first
          </h2>
          <p>A practice server with a pretend shop runs on this computer, apart from your own data. From the folder of Holdfast:</p>
          <Command text="npm run demo" label="Command that starts the practice server" />
        </section>
      </div>
      <LearningBand />
      <p className={text.soft}>
        Used Holdfast before? Choose its folder in the <ScreenLink to={{ name: 'settings' }}>settings</ScreenLink> and rebuild the catalog
        from it. Every copy carries its own manifest.
      </p>
    </div>
  );
}
