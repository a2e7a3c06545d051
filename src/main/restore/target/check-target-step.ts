import type { TargetIdentity } from '../../../shared/model/restore.ts';
import type { RestoreStep } from '../step.ts';
import { writeMarker } from './site-marker.ts';

/** The first step of every plan: the target is still the one the plan was made for, and carries the marker of its site from now on. */
export function checkTargetStep(identity: TargetIdentity, siteName: string): RestoreStep {
  return {
    plan: {
      id: 'check-target',
      kind: 'check-target',
      title: `Make sure that this is ${siteName}`,
      commands: identity.marker === null ? [`write ${identity.root}/.holdfast-site (0600)`] : [],
      changes: identity.marker === null ? 'A small file in the site folder says which site it is.' : 'Nothing.',
      undo: 'Nothing has to be undone.',
      touchesLive: false,
      estimatedMs: null,
    },
    async run(context) {
      const { connections, target, job } = context;
      await context.confirmTarget();
      await connections.withShell(target.server.id, job.signal, (shell) =>
        writeMarker(shell, target.site.root, target.site.id, job.signal),
      );
    },
  };
}
