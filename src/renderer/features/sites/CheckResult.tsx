import { formatBytes } from '../../../shared/format/bytes.ts';
import type { DatabaseCheck } from '../../../shared/model/site.ts';
import { Command, CopyButton } from '../../design/Command.tsx';
import layout from '../../design/layout.module.css';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';

/** What signing in to a database showed. */
export function CheckResult({ check }: { readonly check: DatabaseCheck }) {
  return (
    <div className={layout.tight}>
      <p>
        <Status tone={check.missing.length === 0 ? 'ok' : 'warn'}>
          {check.missing.length === 0 ? 'Signed in, everything readable' : 'Signed in, not everything readable'}
        </Status>
      </p>
      <p className={text.soft}>
        {check.serverVersion} · {check.tables.toLocaleString('en')} tables · about {check.approximateRows.toLocaleString('en')} rows ·{' '}
        {formatBytes(check.approximateBytes)}
      </p>
      {check.missing.length === 0 ? null : <p>A backup would leave out: {check.missing.join(', ')}.</p>}
      {check.grantStatement === null ? null : (
        <>
          <Command text={check.grantStatement} label="Statement that grants what is missing" />
          <div>
            <CopyButton text={check.grantStatement}>Copy the statement</CopyButton>
          </div>
        </>
      )}
    </div>
  );
}
