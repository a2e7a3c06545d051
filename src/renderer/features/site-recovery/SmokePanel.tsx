import { Plus, Trash2 } from 'lucide-react';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import text from '../../design/text.module.css';
import { TextAreaField } from '../../design/TextAreaField.tsx';

interface SmokePanelProps {
  /** Of the site; null: not known. */
  readonly address: string | null;
  readonly urls: string;
  readonly urlsError: string | null;
  readonly sql: readonly string[];
  readonly onUrls: (urls: string) => void;
  readonly onSql: (sql: readonly string[]) => void;
}

/** What is looked at after the switch, while the maintenance page is still up. */
export function SmokePanel({ address, urls, urlsError, sql, onUrls, onSql }: SmokePanelProps) {
  return (
    <Panel title="Looked at after the switch">
      <div className={layout.stack}>
        <TextAreaField
          label="Addresses"
          mono
          rows={4}
          value={urls}
          placeholder={`${address ?? 'https://example.com'}/\n${address ?? 'https://example.com'}/products`}
          hint="One on each line, fetched past the maintenance page. An answer of 200 to 399 passes."
          error={urlsError}
          onChange={onUrls}
        />
        {sql.length === 0 ? (
          <p className={`${text.small} ${text.soft}`}>No statement is asked of the restored database.</p>
        ) : (
          sql.map((statement, at) => (
            // Statements have no identity beyond their place.
            // oxlint-disable-next-line react/no-array-index-key
            <div key={at} className={layout.tight}>
              <TextAreaField
                label={`Statement ${at + 1}`}
                mono
                rows={2}
                value={statement}
                maxLength={10_000}
                placeholder="SELECT COUNT(*) FROM users WHERE is_admin = 1"
                hint={at === 0 ? 'Only reads. Passes with at least one row whose first value is neither 0 nor empty.' : undefined}
                onChange={(typed) => onSql(sql.with(at, typed))}
              />
              <div>
                <Button size="s" kind="quiet" icon={Trash2} onClick={() => onSql(sql.filter((_, other) => other !== at))}>
                  Remove statement {String(at + 1)}
                </Button>
              </div>
            </div>
          ))
        )}
        <div>
          <Button size="s" icon={Plus} blocked={sql.length >= 20 ? 'There are 20 already' : null} onClick={() => onSql([...sql, ''])}>
            Add a statement
          </Button>
        </div>
      </div>
    </Panel>
  );
}
