import { useState } from 'react';
import type { EffectiveRetention, RetentionPolicy, RetentionScope } from '../../../shared/model/retention.ts';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { Button } from '../../design/Button.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import { Status } from '../../design/Status.tsx';
import text from '../../design/text.module.css';
import { PolicyFieldsForm } from './PolicyFieldsForm.tsx';
import { policyFieldsOf, policyOf } from './policy-fields.ts';
import { policySentences } from './policy-words.ts';
import { isSameScope, scopeWord } from './retention-words.ts';

interface PolicyEditorProps {
  readonly scope: RetentionScope;
  readonly siteName: string | null;
  readonly placeName: string | null;
  /** The policy as it is typed, for the preview; null while it is the one that holds. */
  readonly onDraft: (draft: RetentionPolicy | null) => void;
}

/** The policy that holds for a scope, where it was set, and the fields to set another one. */
export function PolicyEditor({ scope, siteName, placeName, onDraft }: PolicyEditorProps) {
  const { loaded, reload } = useCall('retention.get', scope);
  switch (loaded.state) {
    case 'loading':
      return (
        <Panel title="Policy" flush>
          <LoadingLines what="the policy" lines={4} />
        </Panel>
      );
    case 'problem':
      return (
        <Panel title="Policy">
          <ProblemPanel problem={loaded.problem} actions={<Button onClick={reload}>Read it again</Button>} />
        </Panel>
      );
    case 'ready':
      return (
        <Editor
          // Saved or set aside: the fields begin anew with what holds now.
          key={JSON.stringify(loaded.value)}
          effective={loaded.value}
          scope={scope}
          names={{ site: siteName, place: placeName }}
          onDraft={onDraft}
          onChanged={reload}
        />
      );
  }
}

/** Of the scope on screen; null: all of them. */
interface Names {
  readonly site: string | null;
  readonly place: string | null;
}

interface EditorProps {
  readonly effective: EffectiveRetention;
  readonly scope: RetentionScope;
  readonly names: Names;
  readonly onDraft: (draft: RetentionPolicy | null) => void;
  readonly onChanged: () => void;
}

function Editor({ effective, scope, names, onDraft, onChanged }: EditorProps) {
  const words = scopeWord(names.site, names.place);
  const [fields, setFields] = useState(() => policyFieldsOf(effective.policy));
  const save = useAction('retention.set');
  const policy = policyOf(fields);
  const isOwn = effective.setFor !== null && isSameScope(effective.setFor, scope);
  const changed = JSON.stringify(policy) !== JSON.stringify(effective.policy);
  const set = (next: RetentionPolicy | null) => {
    void save.run({ scope, policy: next }).then((done) => {
      if (done === null) return;
      onDraft(null);
      onChanged();
    });
  };
  return (
    <Panel
      title="Policy"
      subtitle={
        <span className={text.anywhere}>
          for {words}: {whereSet(effective.setFor, isOwn, names)}
        </span>
      }
      aside={
        <Status tone={effective.policy.enabled ? 'ok' : 'mute'}>{effective.policy.enabled ? 'On' : 'Off: nothing goes by itself'}</Status>
      }
    >
      <form
        className={layout.stack}
        onSubmit={(event) => {
          event.preventDefault();
          if (policy !== null) set(policy);
        }}
      >
        <PolicyFieldsForm
          fields={fields}
          onChange={(next) => {
            setFields(next);
            const draft = policyOf(next);
            onDraft(draft === null || JSON.stringify(draft) === JSON.stringify(effective.policy) ? null : draft);
          }}
        />
        {policy === null ? null : <p className={text.prose}>{policySentences(policy).join(' ')}</p>}
        {save.problem === null ? null : <ProblemPanel problem={save.problem} />}
        <div className={layout.wrap}>
          <Button
            type="submit"
            busy={save.busy}
            blocked={policy === null ? 'A field needs a look first' : !changed && isOwn ? 'This is what holds already' : null}
          >
            Save the policy
          </Button>
          {isOwn ? (
            <Button kind="quiet" busy={save.busy} onClick={() => set(null)}>
              {scope.siteId === null && scope.placeId === null ? 'Back to the default' : 'Follow the wider one again'}
            </Button>
          ) : null}
        </div>
      </form>
    </Panel>
  );
}

/** A policy that is followed is one of a wider scope: of the same site, of the same place, or of everything. */
function whereSet(setFor: RetentionScope | null, isOwn: boolean, { site, place }: Names): string {
  if (setFor === null) return 'nothing was set: the default';
  if (isOwn) return 'set for exactly this';
  return `follows the one for ${scopeWord(setFor.siteId === null ? null : site, setFor.placeId === null ? null : place)}`;
}
