import type { Incident } from '../../../../shared/model/incident.ts';
import type { Restore, RestoreChoice, RestorePlan } from '../../../../shared/model/restore.ts';
import type { PlanStep } from '../../../../shared/model/runbook.ts';

export const WIZARD_STEPS = [
  { name: 'question', label: 'What happened' },
  { name: 'choose', label: 'Choose a backup' },
  { name: 'plan', label: 'Check the plan' },
  { name: 'run', label: 'Run' },
  { name: 'care', label: 'After-care' },
] as const;

export type WizardStep = (typeof WIZARD_STEPS)[number]['name'];

/** Where a recovery stands, from what was saved: the same after a restart as before it. */
export function stepOf(incident: Incident, restore: Restore | null): WizardStep {
  if (restore !== null && restore.state !== 'planned') return restore.state === 'done' || restore.state === 'undone' ? 'care' : 'run';
  if (incident.situation === null || incident.choice === null) return 'question';
  // What was chosen after the plan was made makes the plan the wrong one.
  return restore !== null && isSameChoice(restore.plan.choice, incident.choice) ? 'plan' : 'choose';
}

/** While something is half done there is no way but on or back to how it was. */
export function mayLeave(restore: Restore | null): boolean {
  return restore === null || !['running', 'deciding', 'interrupted', 'stuck'].includes(restore.state);
}

export function isSameChoice(one: RestoreChoice, other: RestoreChoice): boolean {
  return one === other || canonical(one) === canonical(other);
}

function canonical(choice: RestoreChoice): string {
  const { incidentId, backupId, placeId, targetSiteId, databases, media, method, maintenance, migrate } = choice;
  return JSON.stringify([
    [incidentId, backupId, placeId, targetSiteId, method, maintenance, migrate],
    databases.map(({ artifactId, tables, content }) => [artifactId, content, tables?.map(({ name, action }) => [name, action]) ?? null]),
    media.map(({ artifactId, mode, compareBy, paths }) => [artifactId, mode, compareBy, paths]),
  ]);
}

/** Number of the first step that changes the live site; null: none does. Here and not from the model, so that the page does not carry the schemas. */
export function firstLiveNumber(steps: readonly PlanStep[]): number | null {
  const index = steps.findIndex(({ touchesLive }) => touchesLive);
  return index === -1 ? null : index + 1;
}

/** Every command of a plan, each under the step it belongs to, as a text to paste. */
export function commandsOf({ steps }: RestorePlan): string {
  return steps
    .map(({ title, commands }, index) => (commands.length === 0 ? '' : [`# ${index + 1}. ${title}`, ...commands].join('\n')))
    .filter((part) => part !== '')
    .join('\n\n');
}
