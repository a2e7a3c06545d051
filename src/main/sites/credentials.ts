import type { DatabaseAddress } from '../../shared/model/source.ts';

/** All that is needed to sign in to a database. Lives in memory only, for as long as a job or a look lasts. */
export interface DatabaseCredentials {
  readonly database: string;
  readonly address: DatabaseAddress;
  readonly user: string;
  readonly password: string;
}
