import type { Finding } from '../../../shared/model/fleet.ts';
import type { SiteId } from '../../../shared/model/ids.ts';
import type { ProofBoard } from '../../../shared/model/proof-board.ts';
import { formatInstant } from '../../../shared/format/instants.ts';
import { useAction } from '../../api/use-action.ts';
import { useNow } from '../../api/use-now.ts';
import { Button } from '../../design/Button.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import type { ToneWord } from '../../design/tone.ts';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import styles from './board.module.css';

const SEVERITIES: Readonly<Record<Finding['severity'], ToneWord>> = {
  critical: { tone: 'crit', word: 'Critical' },
  'at-risk': { tone: 'warn', word: 'At risk' },
  note: { tone: 'mute', word: 'To know' },
};

interface FindingsPanelProps {
  readonly siteId: SiteId;
  readonly findings: readonly Finding[];
  readonly board: ProofBoard;
}

/** What was found in a site's backups and needs a person, worst first; nothing at all while there is nothing. */
export function FindingsPanel({ siteId, findings, board }: FindingsPanelProps) {
  const now = useNow();
  const heal = useAction('copy.heal');
  if (findings.length === 0) return null;
  return (
    <Panel title="Findings" flush attention subtitle={findings.length === 1 ? '1 needs you' : `${findings.length} need you`}>
      <ul className={styles.findings}>
        {findings.map((finding) => {
          const { backupId } = finding;
          const broken = brokenCell(finding, board);
          const { tone, word } = SEVERITIES[finding.severity];
          return (
            <li key={`${finding.code} ${finding.at} ${finding.text}`}>
              <span className={styles.severity}>
                <Status tone={tone}>{word}</Status>
              </span>
              <span className={text.anywhere}>
                {finding.text}
                <span className={text.second}>{formatInstant(finding.at, now)}</span>
              </span>
              <span className={styles.act}>
                {broken === null || backupId === null ? null : (
                  <Button size="s" busy={heal.busy} onClick={() => void heal.run({ backupId, placeId: broken.placeId })}>
                    Heal it
                  </Button>
                )}
                {finding.code === 'copy-overdue' ? <ScreenLink to={{ name: 'places' }}>Places</ScreenLink> : null}
                {finding.code === 'drill-due' || finding.code === 'no-drill-passed' ? (
                  <ScreenLink to={{ name: 'drills', siteId }}>Drills</ScreenLink>
                ) : null}
                {backupId === null ? null : <ScreenLink to={{ name: 'backup', backupId }}>Open the backup</ScreenLink>}
              </span>
            </li>
          );
        })}
      </ul>
      {heal.problem === null ? null : (
        <div className={styles.problem}>
          <ProblemPanel problem={heal.problem} />
        </div>
      )}
    </Panel>
  );
}

/** The cell whose newest copy is the one the finding speaks of. Older copies are healed on the screen of their backup. */
function brokenCell({ code, backupId }: Finding, { cells }: ProofBoard) {
  if (code !== 'copy-failed' || backupId === null) return null;
  return cells.find(({ newest }) => newest !== null && newest.failed && newest.backupId === backupId) ?? null;
}
