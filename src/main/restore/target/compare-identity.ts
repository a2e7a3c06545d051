import type { TargetIdentity } from '../../../shared/model/restore.ts';

/** What is different about the target since the plan was made, a sentence each; empty: it is the same one. */
export function compareIdentity(planned: TargetIdentity, found: TargetIdentity): readonly string[] {
  const differences: string[] = [];
  const compare = (what: string, before: string | null, now: string | null) => {
    if (before !== now) differences.push(`${what} is ${now ?? 'not known'}; the plan was made for ${before ?? 'one that says none'}.`);
  };
  compare('The host key of the server', planned.hostKey, found.hostKey);
  compare('The address of the server', planned.address, found.address);
  compare('The folder of the site', planned.root, found.root);
  // The first step writes the marker: a plan made before that knows none.
  if (planned.marker !== null) compare('The marker in the site folder', planned.marker, found.marker);
  compare('The address the site gives itself', planned.appUrl, found.appUrl);
  for (const before of planned.databases) {
    const now = found.databases.find(({ database }) => database === before.database);
    if (now === undefined) {
      differences.push(`The database ${before.database} is no longer one of the site.`);
      continue;
    }
    compare(`The database server of ${before.database}`, before.serverUuid, now.serverUuid);
    compare(`The version of the database server of ${before.database}`, before.serverVersion, now.serverVersion);
    compare(`The user of the database ${before.database}`, before.user, now.user);
  }
  for (const { database } of found.databases)
    if (!planned.databases.some((before) => before.database === database))
      differences.push(`The database ${database} was not part of the site when the plan was made.`);
  return differences;
}

/** Whether the marker names another site than the one the restore is for. */
export function isMarkedForAnother(identity: TargetIdentity, siteId: string): boolean {
  return identity.marker !== null && identity.marker !== siteId;
}

/**
 * What tells a target from others months later: server, folder, marker, and the database servers of these databases. Versions, addresses and other databases
 * of a site change, and a site that a restore has changed must be able to go back. Pure.
 */
export function essenceOf(databases: readonly string[]): (identity: TargetIdentity) => TargetIdentity {
  return (identity) => ({
    ...identity,
    appUrl: null,
    databases: identity.databases.filter(({ database }) => databases.includes(database)).map((each) => ({ ...each, serverVersion: '' })),
  });
}
