import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { ArtifactId, BackupId } from '../../../shared/model/ids.ts';
import type { FilePage, FileRow } from '../../../shared/model/media-file.ts';
import type { Problem } from '../../../shared/model/problem.ts';
import { ask, useBridge } from '../../api/bridge.ts';

/** Rows that are asked for at once. */
const PAGE = 200;

export interface FileQuestion {
  readonly backupId: BackupId;
  readonly artifactId: ArtifactId;
  /** Folder, as `FileRow.id`; empty: the root. */
  readonly parent: string;
  /** Empty: the content of the folder. */
  readonly search: string;
}

export interface FilePages {
  /** Null until the first page arrived. */
  readonly total: number | null;
  readonly trail: FilePage['trail'];
  /** Null: not here yet, or not asked for. */
  readonly rowAt: (index: number) => FileRow | null;
  /** Sees to it that these rows are here or on their way. */
  readonly need: (from: number, until: number) => void;
  /** Of the newest page; what is here already stays. */
  readonly problem: Problem | null;
}

interface State {
  readonly key: string;
  readonly pages: ReadonlyMap<number, readonly FileRow[]>;
  readonly total: number | null;
  readonly trail: FilePage['trail'];
  readonly problem: Problem | null;
}

type Step = { readonly key: string } & ({ readonly page: number; readonly got: FilePage } | { readonly problem: Problem });

const empty = (key: string): State => ({ key, pages: new Map(), total: null, trail: [], problem: null });

function next(state: State, step: Step): State {
  const base = state.key === step.key ? state : empty(step.key);
  if ('problem' in step) return { ...base, problem: step.problem };
  return {
    key: step.key,
    pages: new Map(base.pages).set(step.page, step.got.rows),
    total: step.got.total,
    trail: step.got.trail,
    problem: null,
  };
}

/** The files of a folder or a search, page by page as they come into sight: a folder may hold more than a page can draw. */
export function useFilePages(question: FileQuestion): FilePages {
  const bridge = useBridge();
  const key = JSON.stringify(question);
  const [state, step] = useReducer(next, key, empty);
  const asked = useRef<{ key: string; pages: Set<number> }>({ key, pages: new Set() });
  const load = useCallback(
    (page: number) => {
      if (asked.current.key !== key) asked.current = { key, pages: new Set() };
      if (asked.current.pages.has(page)) return;
      asked.current.pages.add(page);
      const input = { ...(JSON.parse(key) as FileQuestion), offset: page * PAGE, limit: PAGE };
      void ask(bridge, 'backup.files', input).then((reply) => {
        // An answer to another question than the one on screen is of no use.
        if (asked.current.key !== key) return;
        if (reply.ok) {
          step({ key, page, got: reply.value });
          return;
        }
        asked.current.pages.delete(page);
        step({ key, problem: reply.problem });
      });
    },
    [bridge, key],
  );
  useEffect(() => load(0), [load]);
  const current = state.key === key ? state : empty(key);
  return {
    total: current.total,
    trail: current.trail,
    problem: current.problem,
    rowAt: (index) => current.pages.get(Math.floor(index / PAGE))?.[index % PAGE] ?? null,
    need: useCallback(
      (from, until) => {
        for (let page = Math.floor(from / PAGE); page <= Math.floor(until / PAGE); page += 1) load(page);
      },
      [load],
    ),
  };
}
