import type { CronState } from '../../../shared/model/cron.ts';
import { Command, CopyButton } from '../../design/Command.tsx';
import layout from '../../design/layout.module.css';
import { Note } from '../../design/Note.tsx';
import { Panel } from '../../design/Panel.tsx';
import text from '../../design/text.module.css';
import { cronWorkWord } from '../schedule/rules/schedule-words.ts';

/** A hosting panel has its own cron: which lines to paste there. That they run shows by their traces. */
export function PasteLines({ state: { times, works }, reason }: { readonly state: CronState; readonly reason: string }) {
  const isSeen = works.some(({ lastSeenAt }) => lastSeenAt !== null);
  return (
    <Panel title="Lines for the hosting panel" attention={!isSeen}>
      <div className={layout.stack}>
        <Note tone={isSeen ? 'ok' : 'warn'}>
          <strong>{isSeen ? 'The lines run: their traces are on the server.' : 'No run was seen yet.'}</strong>{' '}
          {reason === '' ? 'This account has no cron table over SSH.' : reason} Cron is set in the hosting panel; most panels ask for the
          five times and the command apart.
        </Note>
        {times.length === 0 ? (
          <p className={text.soft}>Choose below what is to run and install the program: the lines appear here then.</p>
        ) : null}
        {times.map((time) => (
          <div key={`${time.work} ${time.expression}`} className={layout.tight}>
            <div className={layout.wrap}>
              <strong>{cronWorkWord(time.work)}</strong>
              <span className={text.mono}>{time.expression}</span>
              <CopyButton text={time.text}>Copy the line</CopyButton>
              <CopyButton text={time.expression}>Copy the times</CopyButton>
              <CopyButton text={time.command}>Copy the command</CopyButton>
            </div>
            <Command text={time.text} label={`Line for ${cronWorkWord(time.work)}`} />
          </div>
        ))}
      </div>
    </Panel>
  );
}
