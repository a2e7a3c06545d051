import { useEffect, useRef, useState } from 'react';
import { DECISION_TREE, branchNode } from '../../../shared/model/decision-tree.ts';
import type { Incident } from '../../../shared/model/incident.ts';
import type { Restore } from '../../../shared/model/restore.ts';
import type { Branch, Situation } from '../../../shared/model/situation.ts';
import { useFleet, useNavigation } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { useSettled } from '../../api/use-settled.ts';
import { Button } from '../../design/Button.tsx';
import { ChoiceList } from '../../design/ChoiceList.tsx';
import { Heading } from '../../design/Heading.tsx';
import { Icon } from '../../design/Icon.tsx';
import { Keys } from '../../design/Keys.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { branchIcon, nextWord } from './branch-words.ts';
import { EmergencyPapers } from '../documents/EmergencyPapers.tsx';
import { FollowUps } from './FollowUps.tsx';
import { MaintenancePanel } from './MaintenancePanel.tsx';
import styles from './restore.module.css';
import { SafePanel } from './SafePanel.tsx';
import { useEnter } from './use-enter.ts';
import { useNumberKeys } from './use-number-keys.ts';
import { Wizard, nothingChanged } from './Wizard.tsx';

interface QuestionStepProps {
  readonly incident: Incident;
  readonly restore: Restore | null;
  /** The incident is to be read again. */
  readonly onChanged: () => void;
  readonly onNext: () => void;
}

/** The one question, and only those after it whose answer changes the result. Every answer is kept as it is given. */
export function QuestionStep({ incident, restore, onChanged, onNext }: QuestionStepProps) {
  const go = useNavigation((state) => state.go);
  const status = useFleet((state) => state.fleet?.sites.find(({ site }) => site.id === incident.siteId) ?? null);
  const [situation, setSituation] = useState<Situation | null>(incident.situation);
  const answer = useKeptAnswers(incident, situation);
  const branch = situation?.branch ?? null;
  const node = branch === null ? null : branchNode(branch);
  const choose = (next: Branch) => setSituation((before) => switchedTo(next, before, incident.openedAt));
  useNumberKeys((number) => {
    const chosen = DECISION_TREE[number - 1];
    if (chosen !== undefined) choose(chosen.branch);
  });
  const missing = whatIsMissing(situation);
  const next = () => {
    if (situation === null || missing !== null) return;
    if (situation.branch === 'practice') go({ name: 'drills', siteId: incident.siteId });
    else
      void answer.keep.current(situation).then((done) => {
        if (done) onNext();
      });
  };
  useEnter(next);
  return (
    <Wizard
      incident={incident}
      restore={restore}
      step="question"
      promise={nothingChanged(incident, 'Answering questions changes nothing. The first change needs your typed confirmation.')}
      actions={
        <>
          <Button size="l" kind="quiet" onClick={() => go({ name: 'site', siteId: incident.siteId })}>
            Leave, keep the incident
          </Button>
          <Button size="l" kind="primary" busy={answer.busy} blocked={missing} onClick={next}>
            {nextWord(branch)} <Keys combination="Enter" bare />
          </Button>
        </>
      }
    >
      <div className={styles.ask}>
        <section className={layout.stack} aria-label="Question">
          <div>
            <Heading className={styles.question}>What happened?</Heading>
            <p className={text.soft}>The answer decides which backup is proposed and what to do around it. You can change it later.</p>
          </div>
          <ChoiceList
            label="What happened"
            value={branch}
            onChange={choose}
            choices={DECISION_TREE.map((entry) => ({
              value: entry.branch,
              label: entry.title,
              second: [entry.leadsTo],
              end: <Icon glyph={branchIcon(entry.branch)} size={20} />,
            }))}
          />
          {answer.problem === null ? null : <ProblemPanel problem={answer.problem} />}
          {node === null ? null : (
            <section className={styles.leads} aria-labelledby="leads">
              <h2 id="leads">Where this answer leads</h2>
              <ol className={styles.trail}>
                {node.path.map(({ title, hint }) => (
                  <li key={title}>
                    {title}
                    <span className={text.second}>{hint}</span>
                  </li>
                ))}
              </ol>
            </section>
          )}
          <p className={`${text.small} ${text.soft}`}>
            Nothing broken yet? <ScreenLink to={{ name: 'site', siteId: incident.siteId }}>Take a checkpoint before an update</ScreenLink>{' '}
            or <ScreenLink to={{ name: 'drills', siteId: incident.siteId }}>practise in a drill</ScreenLink>.{' '}
            <ScreenLink to={{ name: 'decision-tree' }}>See all answers as a tree</ScreenLink>, to print.
          </p>
        </section>
        <aside className={layout.stack} aria-label="First things and details">
          {node === null || node.maintenanceFirst ? <MaintenancePanel incident={incident} status={status} onChanged={onChanged} /> : null}
          {situation === null || node === null ? null : (
            <FollowUps incident={incident} situation={situation} questions={node.questions} onChange={setSituation} />
          )}
          {status === null ? (
            <Panel title="What is safe right now">
              <p className={text.soft}>The copies of this site are not known yet.</p>
            </Panel>
          ) : (
            <SafePanel status={status} hacked={branch === 'hacked'} />
          )}
          <EmergencyPapers siteId={incident.siteId} />
        </aside>
      </div>
    </Wizard>
  );
}

/** Why it does not lead on yet; null when it does. */
function whatIsMissing(situation: Situation | null): string | null {
  if (situation === null) return 'Choose an answer first';
  const { parts } = branchNode(situation.branch);
  return parts.databases === 'tables' && situation.tables.length === 0 ? 'Name at least one table first' : null;
}

/** Keeps the answers a moment after the last change and when the screen is left, so that the wizard goes on here after a restart. */
function useKeptAnswers(incident: Incident, situation: Situation | null) {
  const answer = useAction('incident.answer');
  const settled = useSettled(situation, 400);
  const kept = useRef(JSON.stringify(incident.situation));
  const { run } = answer;
  const keep = useRef<(current: Situation) => Promise<boolean>>(() => Promise.resolve(true));
  const latest = useRef(situation);
  useEffect(() => {
    latest.current = situation;
    keep.current = async (current) => {
      kept.current = JSON.stringify(current);
      return (await run({ incidentId: incident.id, situation: current, choice: keptChoice(incident, current) })) !== null;
    };
  });
  useEffect(() => {
    if (settled !== null && JSON.stringify(settled) !== kept.current) void keep.current(settled);
  }, [settled]);
  useEffect(
    () => () => {
      if (latest.current !== null && JSON.stringify(latest.current) !== kept.current) void keep.current(latest.current);
    },
    [],
  );
  return { busy: answer.busy, problem: answer.problem, keep };
}

/** A choice that was made for other answers answers nothing. */
function keptChoice(incident: Incident, situation: Situation) {
  return JSON.stringify(incident.situation) === JSON.stringify(situation) ? incident.choice : null;
}

/** The time it was noticed stays, whatever the answer; the rest is asked anew where the branch asks for it. */
function switchedTo(branch: Branch, before: Situation | null, openedAt: string): Situation {
  if (before !== null && before.branch === branch) return before;
  const { questions } = branchNode(branch);
  return {
    branch,
    noticedAt: before?.noticedAt ?? openedAt,
    firstSignAt: questions.includes('started') ? (before?.firstSignAt ?? null) : null,
    marginHours: questions.includes('margin') ? 12 : 0,
    tables: questions.includes('tables') ? (before?.tables ?? []) : [],
    paths: questions.includes('paths') ? (before?.paths ?? []) : [],
    stillWriting: questions.includes('writing') ? (before?.stillWriting ?? null) : null,
  };
}
