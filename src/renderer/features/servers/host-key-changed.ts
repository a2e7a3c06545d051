import type { FleetStatus } from '../../../shared/model/fleet.ts';
import type { Problem } from '../../../shared/model/problem.ts';
import type { Server } from '../../../shared/model/server.ts';

export const HOST_KEY_CHANGED = 'ssh.host-key-changed';

/** Whether the server was last met with another key than the pinned one: in a check a moment ago, or by a job since it was pinned. */
export function changedKeyProblem(server: Server, fleet: FleetStatus, checkProblem: Problem | null): Problem | null {
  if (server.hostKey === null) return null;
  if (checkProblem?.code === HOST_KEY_CHANGED) return checkProblem;
  const { pinnedAt } = server.hostKey;
  // Newest first: a job that reached the server later clears the suspicion.
  const last = fleet.recentJobs.find((job) => job.serverId === server.id && job.endedAt !== null && job.state !== 'cancelled');
  if (last?.problem?.code !== HOST_KEY_CHANGED || last.endedAt === null || last.endedAt < pinnedAt) return null;
  return last.problem;
}
