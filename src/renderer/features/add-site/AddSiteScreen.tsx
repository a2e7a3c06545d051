import { useState } from 'react';
import type { ServerId } from '../../../shared/model/ids.ts';
import type { Site } from '../../../shared/model/site.ts';
import { useFleet, useNavigation } from '../../api/stores.ts';
import { useAction } from '../../api/use-action.ts';
import { Button } from '../../design/Button.tsx';
import { EmptyState } from '../../design/EmptyState.tsx';
import layout from '../../design/layout.module.css';
import { LoadingLines } from '../../design/Loading.tsx';
import { PageHead } from '../../design/PageHead.tsx';
import { Panel } from '../../design/Panel.tsx';
import { StepRegion } from '../../design/StepRegion.tsx';
import text from '../../design/text.module.css';
import { useTrail } from '../../frame/use-trail.ts';
import { AddedPanel } from './AddedPanel.tsx';
import { ConfirmPanel } from './ConfirmPanel.tsx';
import { FindPanel } from './FindPanel.tsx';
import type { Chosen, SiteFields } from './site-fields.ts';
import { EMPTY_SITE, siteDraftOf, siteFieldsOf } from './site-fields.ts';

/** Find the site on a server, confirm what it is, see that its databases answer, back it up. */
export function AddSiteScreen({ serverId }: { readonly serverId: ServerId | null }) {
  useTrail([
    { label: 'Fleet', to: { name: 'fleet' } },
    { label: 'Add a site', to: null },
  ]);
  const fleet = useFleet((state) => state.fleet);
  const go = useNavigation((state) => state.go);
  return (
    <div className={layout.stack}>
      <PageHead
        title="Add a site"
        meta={['A site is one application on a server, with its databases.']}
        actions={<Button onClick={() => go({ name: 'fleet' })}>Close</Button>}
      />
      {fleet === null ? (
        <Panel title="Where is it?">
          <LoadingLines what="the servers" />
        </Panel>
      ) : fleet.servers.length === 0 ? (
        <Panel title="Where is it?" flush>
          <EmptyState
            title="No server yet"
            actions={
              <Button kind="primary" onClick={() => go({ name: 'add-server' })}>
                Add a server
              </Button>
            }
          >
            A site lives on a server. Add the server first.
          </EmptyState>
        </Panel>
      ) : (
        <Steps start={serverId ?? onlyServer(fleet.servers.map(({ id }) => id))} />
      )}
    </div>
  );
}

function onlyServer(ids: readonly ServerId[]): ServerId | null {
  return ids.length === 1 ? (ids[0] ?? null) : null;
}

function Steps({ start }: { readonly start: ServerId | null }) {
  const [serverId, setServerId] = useState(start);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [fields, setFields] = useState<SiteFields>(EMPTY_SITE);
  const [added, setAdded] = useState<Site | null>(null);
  const add = useAction('site.add');
  const step = added !== null ? 3 : chosen === null ? 1 : 2;
  return (
    <>
      <StepRegion label="Step 1 of 3: Where is it?" now={step === 1}>
        <FindPanel
          serverId={serverId}
          chosen={chosen}
          state={step === 1 ? 'now' : 'done'}
          site={added}
          onServer={(id) => {
            setServerId(id);
            setChosen(null);
          }}
          onChoose={(choice) => {
            setChosen(choice);
            if (choice !== null) setFields(choice.kind === 'proposal' ? siteFieldsOf(choice.proposal) : EMPTY_SITE);
          }}
        />
      </StepRegion>
      <StepRegion label="Step 2 of 3: What is it?" now={false}>
        {step === 1 || serverId === null ? (
          <Panel
            title="What is it?"
            step={{ number: 2, state: 'next' }}
            aside={<span className={text.dim}>starts with a choice above</span>}
          >
            <p className={text.soft}>Its name, its folder, its databases.</p>
          </Panel>
        ) : (
          <ConfirmPanel
            fields={fields}
            added={added}
            busy={add.busy}
            problem={add.problem}
            onChange={setFields}
            onSubmit={() => {
              void add.run(siteDraftOf(fields, serverId)).then((done) => {
                if (done !== null) setAdded(done.value);
              });
            }}
          />
        )}
      </StepRegion>
      <StepRegion label="Step 3 of 3: First backup" now={step === 3}>
        {added === null ? (
          <Panel
            title="First backup"
            step={{ number: 3, state: 'next' }}
            aside={<span className={text.dim}>starts when the site is added</span>}
          >
            <p className={text.soft}>Holdfast signs in to each database, says what a backup will hold, and makes the first one.</p>
          </Panel>
        ) : (
          <AddedPanel site={added} />
        )}
      </StepRegion>
    </>
  );
}
