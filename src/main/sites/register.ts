import { SiteId, SourceId, type ServerId } from '../../shared/model/ids.ts';
import type { Site, SiteDraft } from '../../shared/model/site.ts';
import type { DatabaseDraft, DatabaseSource, FileSourceDraft, Source } from '../../shared/model/source.ts';
import { AppError } from '../errors/app-error.ts';
import { instantOf, type Clock } from '../support/clock.ts';
import type { SecretStore } from '../support/secret-store.ts';

/** The rows the register keeps; the catalog has them. */
export interface SiteRows {
  list(): readonly Site[];
  find(id: SiteId): Site | null;
  insert(site: Site): void;
  update(site: Site): void;
  delete(id: SiteId): void;
}

export interface SourceRows {
  list(siteId: SiteId): readonly Source[];
  find(id: SourceId): Source | null;
  insert(source: Source): void;
  update(source: Source): void;
  delete(id: SourceId): void;
}

export interface SiteRegister {
  add(draft: SiteDraft): Promise<Site>;
  edit(siteId: SiteId, change: Pick<Site, 'name' | 'root' | 'url'>): Site;
  /** Its backups and their copies stay. */
  remove(siteId: SiteId): Promise<void>;
  get(siteId: SiteId): Site;
  addSource(siteId: SiteId, draft: DatabaseDraft): Promise<Source>;
  editSource(sourceId: SourceId, draft: DatabaseDraft): Promise<Source>;
  removeSource(sourceId: SourceId): Promise<void>;
  getSource(sourceId: SourceId): Source;
  /** The database of this source; throws `source.not-found` when it is of another kind. */
  getDatabase(sourceId: SourceId): DatabaseSource;
  /** A source that is no database: a new one (`sourceId` null), or changed settings of one. Throws `source.config-exists`, `source.not-found`. */
  putFileSource(siteId: SiteId, sourceId: SourceId | null, draft: FileSourceDraft): Source;
  /** Of the zips of a server-backups source. Null: forget it. */
  setArchivePassword(sourceId: SourceId, password: string | null): Promise<void>;
}

export interface SiteRegisterTools {
  readonly sites: SiteRows;
  readonly sources: SourceRows;
  readonly serverExists: (serverId: ServerId) => boolean;
  readonly secrets: SecretStore;
  readonly clock: Clock;
}

export function createSiteRegister({ sites, sources, serverExists, secrets, clock }: SiteRegisterTools): SiteRegister {
  function get(siteId: SiteId): Site {
    const site = sites.find(siteId);
    if (site === null) throw new AppError('site.not-found');
    return site;
  }

  function getSource(sourceId: SourceId): Source {
    const source = sources.find(sourceId);
    if (source === null) throw new AppError('source.not-found');
    return source;
  }

  function requireFreeName(name: string, except: SiteId | null): void {
    // The name is also a folder, and folders of Windows and macOS do not tell upper from lower case.
    const taken = sites.list().some((site) => site.id !== except && site.name.toLowerCase() === name.toLowerCase());
    if (taken) throw new AppError('site.name-taken', { detail: name });
  }

  function getDatabase(sourceId: SourceId): DatabaseSource {
    const source = getSource(sourceId);
    if (source.kind !== 'database') throw new AppError('source.not-found', { detail: `${sourceId} is no database` });
    return source;
  }

  function putFileSource(siteId: SiteId, sourceId: SourceId | null, draft: FileSourceDraft): Source {
    const site = get(siteId);
    const settingsExist = sources.list(site.id).some(({ id, kind }) => kind === 'config' && id !== sourceId);
    if (draft.kind === 'config' && settingsExist) throw new AppError('source.config-exists', { detail: site.name });
    if (sourceId === null) {
      const added: Source = { ...draft, id: SourceId.parse(crypto.randomUUID()), siteId: site.id };
      sources.insert(added);
      return added;
    }
    const before = getSource(sourceId);
    if (before.kind !== draft.kind || before.siteId !== site.id) throw new AppError('source.not-found', { detail: sourceId });
    const edited: Source = { ...draft, id: before.id, siteId: site.id };
    sources.update(edited);
    return edited;
  }

  async function storePassword(sourceId: SourceId, draft: DatabaseDraft): Promise<void> {
    if (draft.access.from === 'site-env') await secrets.delete(`source:${sourceId}`);
    else if (draft.password !== undefined) await secrets.set(`source:${sourceId}`, draft.password);
  }

  async function addSource(siteId: SiteId, draft: DatabaseDraft): Promise<Source> {
    const source = sourceOf(SourceId.parse(crypto.randomUUID()), siteId, draft);
    // The secret first: a row without its password would fail every night, a password without a row harms nobody.
    await storePassword(source.id, draft);
    sources.insert(source);
    return source;
  }

  return {
    get,
    getSource,
    getDatabase,
    putFileSource,
    async setArchivePassword(sourceId, password) {
      if (getSource(sourceId).kind !== 'server-backups') throw new AppError('source.not-found', { detail: sourceId });
      if (password === null) await secrets.delete(`source:${sourceId}`);
      else await secrets.set(`source:${sourceId}`, password);
    },
    addSource: async (siteId, draft) => addSource(get(siteId).id, draft),

    async add(draft) {
      if (!serverExists(draft.serverId)) throw new AppError('server.not-found');
      requireFreeName(draft.name, null);
      const { databases, ...facts } = draft;
      const site: Site = {
        ...facts,
        id: SiteId.parse(crypto.randomUUID()),
        root: withoutTrailingSlash(draft.root),
        createdAt: instantOf(clock),
      };
      sites.insert(site);
      try {
        for (const database of databases) await addSource(site.id, database);
      } catch (error) {
        sites.delete(site.id);
        throw error;
      }
      return site;
    },

    edit(siteId, change) {
      const site = get(siteId);
      requireFreeName(change.name, siteId);
      const edited = { ...site, ...change, root: withoutTrailingSlash(change.root) };
      sites.update(edited);
      return edited;
    },

    async remove(siteId) {
      const owned = sources.list(get(siteId).id);
      sites.delete(siteId);
      for (const source of owned) await secrets.delete(`source:${source.id}`);
      await secrets.delete(`drill:${siteId}`);
    },

    async editSource(sourceId, draft) {
      const source = sourceOf(sourceId, getDatabase(sourceId).siteId, draft);
      await storePassword(sourceId, draft);
      sources.update(source);
      return source;
    },

    async removeSource(sourceId) {
      sources.delete(getSource(sourceId).id);
      await secrets.delete(`source:${sourceId}`);
    },
  };
}

function sourceOf(id: SourceId, siteId: SiteId, { database, address, user, access }: DatabaseDraft): DatabaseSource {
  return { id, siteId, kind: 'database', database, address, user, access };
}

function withoutTrailingSlash(root: string): string {
  return root.length > 1 ? root.replace(/\/+$/, '') || '/' : root;
}
