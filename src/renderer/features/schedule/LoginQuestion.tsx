import { useAction } from '../../api/use-action.ts';
import { useInfo } from '../../api/stores.ts';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { Note } from '../../design/Note.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { useScheduleCall } from './use-schedule.ts';
import styles from './schedule.module.css';

/** Asked once, when something was first set to run by itself; any answer is the last word, and the setting stays where settings are. */
export function LoginQuestion() {
  const { loaded, reload } = useScheduleCall('schedule.settings', undefined);
  const isDesktop = useInfo((state) => state.info?.host === 'desktop');
  const save = useAction('schedule.set-settings');
  if (!isDesktop || loaded.state !== 'ready' || loaded.value.loginQuestion !== 'open') return null;
  const answer = (startAtLogin: boolean) =>
    void save.run({ ...loaded.value, startAtLogin, loginQuestion: 'answered' }).then((done) => {
      if (done !== null) reload();
    });
  return (
    <section className={styles.question} aria-label="Start when you sign in">
      <Note>
        <div className={layout.tight}>
          <p>Holdfast can start hidden when you sign in to this computer, so that what is due runs. Settings change it at any time.</p>
          <div className={layout.wrap}>
            <Button size="s" busy={save.busy} onClick={() => answer(true)}>
              Start when I sign in
            </Button>
            <Button size="s" busy={save.busy} onClick={() => answer(false)}>
              Run only while it is open
            </Button>
            <Button size="s" kind="quiet" busy={save.busy} onClick={() => answer(false)}>
              Not now
            </Button>
          </div>
          {save.problem === null ? null : <ProblemPanel problem={save.problem} />}
        </div>
      </Note>
    </section>
  );
}
