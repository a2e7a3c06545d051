import type { FilePage, FileRow } from '../../shared/model/media-file.ts';
import { changeOf } from './compare-file-lists.ts';
import { displayName } from './display-name.ts';
import type { FileIndex, FileNode } from './file-index.ts';

export interface FileQuery {
  /** Base64 of the path of a folder; '' is the root. An unknown one has no content. */
  readonly parent: string;
  /** Part of a name or path as it is shown, in any case; '' lists the folder, anything else searches all that lies below it. */
  readonly search: string;
  readonly offset: number;
  readonly limit: number;
}

const NS_PER_MS = 1_000_000n;
/** What a Date can hold. */
const MOST_MS = 8_640_000_000_000_000n;

/**
 * One page of the files of a backup. `previous` is the state before it in its chain; null for a full, where nothing counts as a change. Folders above the
 * source's own, which hold nothing else, are skipped: the root lists `storage/app`.
 */
export function filePage(index: FileIndex, previous: FileIndex | null, query: FileQuery): FilePage {
  const parent = index.nodes.get(Buffer.from(query.parent, 'base64').toString('latin1')) ?? null;
  if (parent === null) return { rows: [], total: 0, trail: [] };
  const found = query.search === '' ? parent.children.map(firstOfInterest) : matches(index, parent, query.search);
  const rows = found.slice(query.offset, query.offset + query.limit).map((node) => rowOf(node, parent, previous));
  return { rows, total: found.length, trail: trailOf(parent) };
}

/** A folder that is not listed itself and holds one folder only says nothing. */
function firstOfInterest(node: FileNode): FileNode {
  const [child] = node.children;
  const isPassage = node.entry === null && node.children.length === 1 && child?.type === 'folder';
  return isPassage ? firstOfInterest(child) : node;
}

function matches(index: FileIndex, parent: FileNode, search: string): readonly FileNode[] {
  const wanted = search.toLowerCase();
  const found = index.searchable().filter(({ text }) => text.includes(wanted));
  return found.map(({ node }) => node).filter((node) => isBelow(node, parent));
}

function isBelow(node: FileNode, folder: FileNode): boolean {
  for (let at = node.parent; at !== null; at = at.parent) if (at === folder) return true;
  return false;
}

function rowOf(node: FileNode, parent: FileNode, previous: FileIndex | null): FileRow {
  const { path, type, entry } = node;
  return {
    id: path.toString('base64'),
    name: nameBelow(path, parent),
    type,
    bytes: node.bytes,
    files: type === 'folder' ? node.files : null,
    mode: entry === null ? '' : entry.mode.toString(8).padStart(4, '0'),
    owner: entry === null ? '' : `${entry.user || entry.uid}:${entry.group || entry.gid}`,
    modifiedAt: instantOf(node.mtimeNs),
    sha256: entry?.sha256 ?? null,
    target: displayedTarget(node),
    change: changeSince(previous, node),
  };
}

function displayedTarget({ entry }: FileNode): string | null {
  const target = entry?.target ?? null;
  return target === null ? null : displayName(target);
}

function changeSince(previous: FileIndex | null, { path, entry }: FileNode): FileRow['change'] {
  if (previous === null || entry === null) return 'same';
  const before = previous.nodes.get(path.toString('latin1'))?.entry ?? null;
  return before === null ? 'added' : changeOf(before, entry);
}

function trailOf(node: FileNode): FilePage['trail'] {
  const folders: FileNode[] = [];
  for (let at: FileNode = node; at.parent !== null; at = at.parent) {
    // What a page skips the breadcrumb skips, too.
    if (at === node || firstOfInterest(at) === at) folders.unshift(at);
  }
  return folders.map((folder, index) => ({
    id: folder.path.toString('base64'),
    name: nameBelow(folder.path, folders[index - 1] ?? null),
  }));
}

function nameBelow(path: Buffer, folder: FileNode | null): string {
  const isRoot = folder === null || folder.parent === null;
  return displayName(isRoot ? path : path.subarray(folder.path.length + 1));
}

function instantOf(ns: bigint): string {
  const ms = ns / NS_PER_MS;
  return new Date(Number(ms > MOST_MS ? MOST_MS : ms < -MOST_MS ? -MOST_MS : ms)).toISOString();
}
