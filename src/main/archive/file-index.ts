import type { EntryType } from '../../shared/model/media-file.ts';
import { displayName } from './display-name.ts';
import type { ListedFile } from './file-list.ts';
import { sortedByPath } from './sort-by-path.ts';

/** A file or folder of a list, with what lies below it. */
export interface FileNode {
  readonly path: Buffer;
  readonly type: EntryType;
  /** Null for a folder that is not listed itself, but has content that is. */
  readonly entry: ListedFile | null;
  readonly parent: FileNode | null;
  /** Folders before files, each by the bytes of its path. */
  readonly children: readonly FileNode[];
  /** Sums of the regular files, below a folder or the file itself. */
  readonly bytes: number;
  readonly files: number;
  /** The newest time in it; its own where it has one. */
  readonly mtimeNs: bigint;
}

/** A list made ready for pages, search and comparison. Made once for a list; 100,000 files take some tens of MB. */
export interface FileIndex {
  readonly root: FileNode;
  /** By the bytes of the path as latin1 text; the root by ''. */
  readonly nodes: ReadonlyMap<string, FileNode>;
  /** Listed entries in the order of their paths, with the text that a search looks through. */
  readonly searchable: () => readonly SearchableNode[];
}

export interface SearchableNode {
  readonly node: FileNode;
  /** The whole path as it is shown, in lower case. */
  readonly text: string;
}

interface Draft {
  readonly path: Buffer;
  type: EntryType;
  entry: ListedFile | null;
  readonly parent: Draft | null;
  children: Draft[];
  bytes: number;
  files: number;
  mtimeNs: bigint;
}

/** Of a list; entries need not be sorted. */
export function createFileIndex(list: readonly ListedFile[]): FileIndex {
  const root = draftOf(Buffer.alloc(0), null);
  const nodes = new Map<string, Draft>([['', root]]);
  const entries = sortedByPath(list);
  for (const entry of entries) {
    const node = nodeAt(nodes, entry.path);
    node.entry = entry;
    node.type = entry.type;
    node.mtimeNs = entry.mtimeNs;
    addUp(node, entry);
  }
  for (const node of nodes.values()) if (node.children.length > 1) node.children = foldersFirst(node.children);
  let texts: readonly SearchableNode[] | null = null;
  return {
    root,
    nodes,
    searchable: () =>
      (texts ??= entries.map((entry) => ({
        node: nodes.get(entry.path.toString('latin1'))!,
        text: displayName(entry.path).toLowerCase(),
      }))),
  };
}

function draftOf(path: Buffer, parent: Draft | null): Draft {
  return { path, type: 'folder', entry: null, parent, children: [], bytes: 0, files: 0, mtimeNs: 0n };
}

/** The node of a path, and of the folders above it, made where they are missing. */
function nodeAt(nodes: Map<string, Draft>, path: Buffer): Draft {
  const key = path.toString('latin1');
  const known = nodes.get(key);
  if (known !== undefined) return known;
  const slash = path.lastIndexOf('/');
  const parent = nodeAt(nodes, path.subarray(0, Math.max(0, slash)));
  const node = draftOf(path, parent);
  parent.children.push(node);
  nodes.set(key, node);
  return node;
}

function addUp(node: Draft, entry: ListedFile): void {
  const isFile = entry.type === 'file';
  for (let at: Draft | null = node; at !== null; at = at.parent) {
    if (isFile) {
      at.bytes += entry.bytes;
      at.files++;
    }
    if (at.entry === null && at.mtimeNs < entry.mtimeNs) at.mtimeNs = entry.mtimeNs;
  }
}

/** Files came in their order; a folder may have come with the first of its content. */
function foldersFirst(children: readonly Draft[]): Draft[] {
  const folders = children.filter((child) => child.type === 'folder');
  return [...sortedByPath(folders), ...children.filter((child) => child.type !== 'folder')];
}
