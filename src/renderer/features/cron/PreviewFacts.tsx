import { formatBytes } from '../../../shared/format/bytes.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import type { CronFile, CronPreview } from '../../../shared/model/cron.ts';
import { useNow } from '../../api/use-now.ts';
import { classNames } from '../../design/class-names.ts';
import { Command } from '../../design/Command.tsx';
import { Disclosure } from '../../design/Disclosure.tsx';
import layout from '../../design/layout.module.css';
import { Note } from '../../design/Note.tsx';
import { ScrollArea } from '../../design/ScrollArea.tsx';
import text from '../../design/text.module.css';
import { rhythmWords } from '../rhythm/rules/rhythm-words.ts';
import { cronWorkWord } from '../schedule/rules/schedule-words.ts';
import { atServer } from './rules/cron-words.ts';
import styles from './cron.module.css';

const FILE_STATES: Readonly<Record<CronFile['state'], string>> = {
  new: 'is written',
  changed: 'is replaced',
  same: 'stays as it is',
  removed: 'is deleted',
};

/** Exactly what will be done: files with their content, the cron table line by line, when it runs, and what runs already. */
export function PreviewFacts({ preview }: { readonly preview: CronPreview }) {
  const now = useNow();
  const { crontab, files, times, warnings, already, zone, folder, mode, modeReason } = preview;
  return (
    <div className={layout.stack}>
      {warnings.map(({ code, text: words }) => (
        <Note key={code} tone="warn">
          {words}
        </Note>
      ))}
      {already.map((each) => (
        <Note key={`${each.kind} ${each.detail}`} tone={each.kind === 'schedule-runner' ? 'neutral' : 'warn'}>
          <strong>
            {each.kind === 'schedule-runner' ? 'The site has a scheduler of its own.' : 'Something makes backups of this site already.'}
          </strong>{' '}
          {each.text}
          <Command text={each.detail} label="As found on the server" />
        </Note>
      ))}
      {mode === 'panel' ? (
        <Note tone="warn">
          <strong>This account has no cron table over SSH.</strong> {modeReason} The files are put there; the lines are to be pasted into
          the hosting panel.
        </Note>
      ) : null}
      <section className={layout.tight} aria-label="Cron table">
        <h3 className={styles.heading}>Cron table</h3>
        {crontab.length === 0 ? (
          <p className={text.soft}>It is not touched.</p>
        ) : (
          <ScrollArea label="Cron table before and after" className={styles.diff}>
            <ol>
              {crontab.map(({ kind, text: line }, at) => (
                // Lines of a table have no identity beyond their place.
                // oxlint-disable-next-line react/no-array-index-key
                <li key={at} className={classNames(styles[kind])}>
                  <span className={styles.sign}>
                    <span aria-hidden="true">{kind === 'added' ? '+' : kind === 'removed' ? '−' : ' '}</span>
                    <span className={text.hidden}>{kind === 'added' ? 'added: ' : kind === 'removed' ? 'removed: ' : ''}</span>
                  </span>
                  {line}
                </li>
              ))}
            </ol>
          </ScrollArea>
        )}
      </section>
      {files.length === 0 ? null : (
        <section className={layout.tight} aria-label="Files">
          <h3 className={styles.heading}>Files in {folder}</h3>
          {files.map((file) => (
            <Disclosure
              key={file.path}
              summary={`${file.path.split('/').at(-1) ?? file.path}: ${FILE_STATES[file.state]}, ${formatBytes(file.bytes)}${file.mode === '' ? '' : `, mode ${file.mode}`}`}
            >
              <Command text={file.content} label={file.path} />
            </Disclosure>
          ))}
        </section>
      )}
      {times.length === 0 ? null : (
        <section className={layout.tight} aria-label="Next runs">
          <h3 className={styles.heading}>Next runs</h3>
          <ul className={styles.times}>
            {times.map(({ work, rhythm, expression, nextRuns }) => (
              <li key={`${work} ${expression}`}>
                <strong>{cronWorkWord(work)}</strong> {rhythmWords(rhythm)}
                <span className={text.second}>
                  {nextRuns
                    .slice(0, 3)
                    .map((at) => atServer(at, zone, now))
                    .join(', ')}{' '}
                  there
                  {nextRuns[0] === undefined ? '' : `; the first ${formatInstant(nextRuns[0], now)} here`}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
