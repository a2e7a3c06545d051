import { PROFILE_COMMANDS, type SiteCommand } from '../../../shared/model/site-commands.ts';
import type { Profile } from '../../../shared/model/site.ts';
import { Command } from '../../design/Command.tsx';
import { Segments } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import text from '../../design/text.module.css';
import { TextAreaField } from '../../design/TextAreaField.tsx';
import type { CommandField, CommandMode } from './recovery-fields.ts';
import { COMMAND_NAMES } from './recovery-fields.ts';
import styles from './site-recovery.module.css';

const WORDS: Readonly<Record<SiteCommand, { readonly title: string; readonly when: string }>> = {
  'maintenance-on': {
    title: 'Put up the maintenance page',
    when: 'Before the live site changes. {secret} is the word of the bypass link.',
  },
  'stop-workers': { title: 'Let the workers end', when: 'While the page goes up, so that nothing writes.' },
  'clear-caches': { title: 'Clear caches', when: 'After the switch.' },
  'migrate-pretend': { title: 'Show what migrating would do', when: 'Before migrating, where you chose it. Changes nothing.' },
  migrate: { title: 'Migrate', when: 'After the switch, only where you chose it in the plan.' },
  'restart-workers': { title: 'Start the workers', when: 'When the site comes back.' },
  'maintenance-off': { title: 'Take down the maintenance page', when: 'At the end, and whenever a restore is put back.' },
};

const PROFILES: Readonly<Record<Profile, string>> = { laravel: 'Laravel', django: 'Django', plain: 'Plain' };

interface CommandsPanelProps {
  readonly profile: Profile;
  readonly root: string;
  readonly commands: Readonly<Record<SiteCommand, CommandField>>;
  readonly errors: Readonly<Partial<Record<SiteCommand, string>>>;
  readonly onChange: (commands: Readonly<Record<SiteCommand, CommandField>>) => void;
}

/** What is run on the server around the data, step by step; the profile's own or the operator's. */
export function CommandsPanel({ profile, root, commands, errors, onChange }: CommandsPanelProps) {
  return (
    <Panel
      title="Commands"
      subtitle={`profile ${PROFILES[profile]}`}
      flush
      foot={
        <>
          Run in <span className={text.mono}>{root}</span>, one line after the other. <span className={text.mono}>{'{php}'}</span> and{' '}
          <span className={text.mono}>{'{python}'}</span> stand for the programs found on the server.
        </>
      }
    >
      <ol className={styles.commands}>
        {COMMAND_NAMES.map((name) => (
          <li key={name}>
            <CommandRow
              name={name}
              profile={profile}
              field={commands[name]}
              error={errors[name] ?? null}
              onChange={(field) => onChange({ ...commands, [name]: field })}
            />
          </li>
        ))}
      </ol>
    </Panel>
  );
}

interface CommandRowProps {
  readonly name: SiteCommand;
  readonly profile: Profile;
  readonly field: CommandField;
  readonly error: string | null;
  readonly onChange: (field: CommandField) => void;
}

function CommandRow({ name, profile, field, error, onChange }: CommandRowProps) {
  const { title, when } = WORDS[name];
  const own = PROFILE_COMMANDS[profile][name].join('\n');
  const options = [
    { value: 'profile', label: own === '' ? 'Profile: nothing' : 'Profile' },
    { value: 'own', label: 'My own' },
    ...(own === '' && field.mode !== 'nothing' ? [] : [{ value: 'nothing', label: 'Nothing' } as const]),
  ] as const satisfies readonly { readonly value: CommandMode; readonly label: string }[];
  return (
    <div className={layout.tight}>
      <Segments
        label={title}
        value={field.mode}
        options={options}
        hint={when}
        onChange={(mode) => onChange({ mode, text: mode === 'own' && field.text.trim() === '' ? own : field.text })}
      />
      {field.mode === 'profile' && own !== '' ? <Command text={own} label={`Command of the profile: ${title}`} /> : null}
      {field.mode === 'own' ? (
        <TextAreaField
          label={`Own command: ${title}`}
          mono
          rows={Math.max(2, field.text.split('\n').length)}
          value={field.text}
          maxLength={2000}
          error={error}
          onChange={(typed) => onChange({ ...field, text: typed })}
        />
      ) : null}
    </div>
  );
}
