import type { AlertChannel, AlertSettings } from '../../shared/model/alert-settings.ts';
import type { Authentication, Server } from '../../shared/model/server.ts';
import type { DatabaseSource } from '../../shared/model/source.ts';
import type { SecretKey } from '../support/secret-store.ts';
import { plainLine } from '../support/plain-text.ts';

/** Whose a secret is. A secret is never given to anybody else: the password of a server is nothing its jump server may see. */
export interface SecretOwner {
  readonly key: SecretKey;
  /** The operator's name for it, the end of the name of its own variable. */
  readonly name: string;
  /** The variable without a name. */
  readonly variable: string;
  readonly question: string;
  /** The one the command is about: the variable without a name is its alone. */
  readonly ofCommand: boolean;
}

export const SERVER_VARIABLE = 'HOLDFAST_SERVER_SECRET';
export const DATABASE_VARIABLE = 'HOLDFAST_DATABASE_PASSWORD';
export const PLACE_VARIABLE = 'HOLDFAST_PLACE_SECRET';
export const ARCHIVE_VARIABLE = 'HOLDFAST_ARCHIVE_PASSWORD';
export const ALERTS_VARIABLE = 'HOLDFAST_ALERTS';
export const CRON_VARIABLE = 'HOLDFAST_CRON_WEBHOOK';
export const DRILL_VARIABLE = 'HOLDFAST_DRILL_PASSWORD';

type SignInFacts = Pick<Server, 'name' | 'user' | 'address' | 'port' | 'authentication'>;

export function serverOwner(key: SecretKey, server: SignInFacts, ofCommand: boolean): SecretOwner {
  const { name, user, address, port, authentication } = server;
  const what = authentication.method === 'key-file' ? `Passphrase of ${authentication.path}` : `Password of ${user}`;
  return { key, name, variable: SERVER_VARIABLE, question: plainLine(`${what} for the server ${name} (${address}:${port}): `), ofCommand };
}

export function databaseOwner(key: SecretKey, source: Pick<DatabaseSource, 'database' | 'user'>, ofCommand: boolean): SecretOwner {
  const { database, user } = source;
  return {
    key,
    name: database,
    variable: DATABASE_VARIABLE,
    question: plainLine(`Password of ${user} for the database ${database}: `),
    ofCommand,
  };
}

export function placeOwner(
  key: SecretKey,
  { name, accessKeyId }: { readonly name: string; readonly accessKeyId: string },
  ofCommand: boolean,
): SecretOwner {
  const question = plainLine(`Secret access key that belongs to ${accessKeyId}, for the place ${name}: `);
  return { key, name, variable: PLACE_VARIABLE, question, ofCommand };
}

/** Of the encrypted zips that the server of a site makes. */
export function archiveOwner(key: SecretKey, siteName: string, ofCommand: boolean): SecretOwner {
  return { key, name: siteName, variable: ARCHIVE_VARIABLE, question: plainLine(`Password of the zips of ${siteName}: `), ofCommand };
}

/** Of the scratch database that drills of a site restore to. */
export function drillOwner(key: SecretKey, siteName: string, user: string): SecretOwner {
  const question = plainLine(`Password of ${user} for the scratch database of drills of ${siteName}: `);
  return { key, name: siteName, variable: DRILL_VARIABLE, question, ofCommand: true };
}

/** Address that the server of a site calls by itself; with some receivers it is the secret. Never kept here: it goes into the settings on the server. */
export function cronWebhookOwner(siteName: string): SecretOwner {
  const question = plainLine(`Address of the webhook for the server of ${siteName}: `);
  return { key: 'alerts:cron-webhook', name: siteName, variable: CRON_VARIABLE, question, ofCommand: true };
}

/** What channels of alerts need; each has its own variable: HOLDFAST_ALERTS_EMAIL_PASSWORD. */
const ALERT_SECRETS = {
  email: alertOwner('email-password', 'Password of the mail account that sends alerts: '),
  slack: alertOwner('slack-url', 'Address of the Slack webhook: '),
  webhook: alertOwner('webhook-secret', 'Key that signs what the webhook receives: '),
};

function alertOwner(name: string, question: string): SecretOwner {
  return { key: `alerts:${name}`, name, variable: ALERTS_VARIABLE, question, ofCommand: false };
}

/** Of those that the environment names: nobody is asked for the others. */
export function alertOwners(env: NodeJS.ProcessEnv): readonly SecretOwner[] {
  const owners = Object.values(ALERT_SECRETS);
  return owners.filter((owner) => variablesOf(owner, owners).some((name) => (env[name] ?? '') !== ''));
}

/** Of those without which a channel cannot send. */
export function neededOwners(channel: AlertChannel, { channels }: AlertSettings, env: NodeJS.ProcessEnv): readonly SecretOwner[] {
  if (channel === 'email') return channels.email.user === null ? [] : [ALERT_SECRETS.email];
  if (channel === 'slack') return [ALERT_SECRETS.slack];
  return channel === 'webhook' ? alertOwners(env).filter(({ key }) => key === ALERT_SECRETS.webhook.key) : [];
}

export function needsSecret(authentication: Authentication): boolean {
  switch (authentication.method) {
    case 'agent':
      return false;
    case 'key-file':
      return authentication.hasPassphrase;
    case 'password':
    case 'keyboard-interactive':
      return true;
  }
}

/** The variables that may hold the secret of `owner`, the most exact first. A name that two owners come to serves neither. */
export function variablesOf(owner: SecretOwner, owners: readonly SecretOwner[]): readonly string[] {
  const own = namedVariable(owner);
  const shared = owners.some((other) => other.key !== owner.key && namedVariable(other) === own);
  return [...(shared ? [] : [own]), ...(owner.ofCommand ? [owner.variable] : [])];
}

function namedVariable({ variable, name }: SecretOwner): string {
  return `${variable}_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}
