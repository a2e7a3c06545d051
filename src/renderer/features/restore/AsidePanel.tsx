import type { Restore } from '../../../shared/model/restore.ts';
import { Command } from '../../design/Command.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import text from '../../design/text.module.css';

/** Tables that were imported and left beside the live ones, with what comparing them showed. Nothing where none was. */
export function AsidePanel({ restore }: { readonly restore: Restore }) {
  const { plan, steps } = restore;
  const names = plan.choice.databases.flatMap(({ tables }) =>
    (tables ?? []).filter(({ action }) => action === 'keep-aside').map(({ name }) => name),
  );
  const shown = plan.steps.flatMap((step) => {
    const output = step.kind === 'compare' || step.kind === 'switch' ? (steps.find(({ id }) => id === step.id)?.output ?? '') : '';
    return output.trim() === '' ? [] : [{ id: step.id, title: step.title, output }];
  });
  if (names.length === 0 || shown.length === 0) return null;
  return (
    <Panel title="Kept aside and compared" subtitle={names.join(', ')}>
      <div className={layout.stack}>
        {shown.map(({ id, title, output }) => (
          <div key={id} className={layout.tight}>
            <p className={`${text.small} ${text.soft}`}>{title}</p>
            <Command text={output.trimEnd()} label={`What “${title}” found`} />
          </div>
        ))}
      </div>
    </Panel>
  );
}
