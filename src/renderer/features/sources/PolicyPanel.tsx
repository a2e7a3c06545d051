import { useEffect, useRef, useState } from 'react';
import type { SiteStatus } from '../../../shared/model/fleet.ts';
import type { PlaceId } from '../../../shared/model/ids.ts';
import type { SitePolicy } from '../../../shared/model/policy.ts';
import { useAction } from '../../api/use-action.ts';
import { useNavigation } from '../../api/stores.ts';
import { useCall } from '../../api/use-call.ts';
import { Button } from '../../design/Button.tsx';
import { Facts } from '../../design/Facts.tsx';
import { CheckField, Segments, TextField } from '../../design/Field.tsx';
import layout from '../../design/layout.module.css';
import { Panel } from '../../design/Panel.tsx';
import { ProblemPanel } from '../../design/ProblemPanel.tsx';
import text from '../../design/text.module.css';
import { ScreenLink } from '../../frame/ScreenLink.tsx';
import { countWord } from '../backup/backup-words.ts';

interface PolicyPanelProps {
  readonly status: SiteStatus;
  /** A place to name, with which the form opens; null: none. */
  readonly proposed: PlaceId | null;
  readonly onChanged: () => void;
}

/** What happens to a new backup beyond its capture: where it is copied, and when media begin a new chain. */
export function PolicyPanel({ status, proposed, onChanged }: PolicyPanelProps) {
  const go = useNavigation((state) => state.go);
  const [editing, setEditing] = useState(proposed !== null);
  const close = () => {
    setEditing(false);
    // What was proposed was answered: the address says the site alone, so that the proposal can be followed again.
    if (proposed !== null) go({ name: 'site', siteId: status.site.id });
  };
  const { policy } = status;
  const hasMedia = status.sources.some(({ kind }) => kind === 'media');
  const names = status.board.cells.filter(({ placeId }) => policy.copyTo.includes(placeId)).map(({ placeName }) => placeName);
  return (
    <Panel
      title="Policy"
      aside={
        <Button kind="quiet" size="s" onClick={() => setEditing((shown) => !shown)}>
          Edit
        </Button>
      }
    >
      {editing ? (
        <PolicyForm
          status={status}
          hasMedia={hasMedia}
          proposed={proposed}
          onClose={close}
          onSaved={() => {
            close();
            onChanged();
          }}
        />
      ) : (
        <Facts
          facts={[
            { label: 'Copied to', value: names.length === 0 ? 'no other place yet' : names.join(', ') },
            ...(hasMedia
              ? [
                  {
                    label: 'Media chain',
                    value: `${countWord(policy.chainLength, 'link', 'links')} at most, a full every ${countWord(policy.fullEveryDays, 'day', 'days')}`,
                  },
                  { label: 'New full', value: policy.newFullBy === 'synthetic' ? 'built here from the chain' : 'read from the server' },
                ]
              : []),
          ]}
        />
      )}
    </Panel>
  );
}

const FULLS = [
  { value: 'synthetic', label: 'Built here' },
  { value: 'transfer', label: 'From the server' },
] as const;

const FULL_HINTS: Readonly<Record<SitePolicy['newFullBy'], string>> = {
  synthetic: 'From a chain that is proved, without asking the server again.',
  transfer: 'Everything is read from the server once more.',
};

interface PolicyFormProps {
  readonly status: SiteStatus;
  readonly hasMedia: boolean;
  readonly proposed: PlaceId | null;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

function PolicyForm({ status, hasMedia, proposed, onClose, onSaved }: PolicyFormProps) {
  const { policy, site } = status;
  const { loaded } = useCall('place.list', undefined);
  const [copyTo, setCopyTo] = useState<readonly PlaceId[]>(() =>
    proposed === null || policy.copyTo.includes(proposed) ? policy.copyTo : [...policy.copyTo, proposed],
  );
  const [chain, setChain] = useState(String(policy.chainLength));
  const [days, setDays] = useState(String(policy.fullEveryDays));
  const [by, setBy] = useState(policy.newFullBy);
  const save = useAction('site.set-policy');
  const question = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (proposed === null) return;
    question.current?.scrollIntoView({ block: 'center' });
    question.current?.focus({ preventScroll: true });
  }, [proposed]);
  const chainLength = wholeUpTo365(chain);
  const fullEveryDays = wholeUpTo365(days);
  const places = loaded.state === 'ready' ? loaded.value.filter(({ isHome }) => !isHome) : [];
  return (
    <form
      className={layout.stack}
      onSubmit={(event) => {
        event.preventDefault();
        if (chainLength === null || fullEveryDays === null) return;
        void save.run({ siteId: site.id, policy: { copyTo: [...copyTo], chainLength, fullEveryDays, newFullBy: by } }).then((done) => {
          if (done !== null) onSaved();
        });
      }}
    >
      <fieldset className={layout.tight} ref={question} tabIndex={-1}>
        <legend className={text.small}>Copy every new backup to</legend>
        {loaded.state === 'problem' ? <ProblemPanel problem={loaded.problem} /> : null}
        {loaded.state === 'ready' && places.length === 0 ? (
          <p className={text.small}>
            There is no other place yet. <ScreenLink to={{ name: 'places' }}>Add one</ScreenLink>
          </p>
        ) : null}
        {places.map(({ place }) => (
          <CheckField
            key={place.id}
            label={place.name}
            hint={place.id === proposed ? 'Proposed: a copy there brings the site nearer to 3-2-1.' : undefined}
            checked={copyTo.includes(place.id)}
            onChange={(checked) => setCopyTo(checked ? [...copyTo, place.id] : copyTo.filter((id) => id !== place.id))}
          />
        ))}
      </fieldset>
      {hasMedia ? (
        <>
          <TextField
            label="Longest chain of media, backups"
            inputMode="numeric"
            value={chain}
            error={chainLength === null ? 'A whole number from 1 to 365.' : null}
            hint="A restore needs the full and every link after it."
            onChange={setChain}
          />
          <TextField
            label="A full at least every so many days"
            inputMode="numeric"
            value={days}
            error={fullEveryDays === null ? 'A whole number from 1 to 365.' : null}
            onChange={setDays}
          />
          <Segments label="How the next full is made" value={by} options={FULLS} hint={FULL_HINTS[by]} onChange={setBy} />
        </>
      ) : null}
      {save.problem === null ? null : <ProblemPanel problem={save.problem} />}
      <div className={layout.wrap}>
        <Button type="submit" size="s" busy={save.busy}>
          Save
        </Button>
        <Button kind="quiet" size="s" onClick={onClose}>
          Close
        </Button>
      </div>
    </form>
  );
}

function wholeUpTo365(typed: string): number | null {
  const number = Number(typed.trim());
  return Number.isInteger(number) && number >= 1 && number <= 365 ? number : null;
}
