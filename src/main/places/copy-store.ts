import type { Hash } from 'node:crypto';
import type { Manifest } from '../../shared/model/manifest.ts';
import type { Place, PlaceTestRow, Presence } from '../../shared/model/place.ts';

/** A file of a copy as it lies in a place. */
export interface FoundFile {
  readonly bytes: number;
  /** What the service itself computed or keeps as our metadata, lower-case hex; null where a place knows none without reading. */
  readonly sha256: string | null;
}

/** A file to be copied; `sha256` is what its bytes must come to. */
export interface PlannedFile {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface CopyPlan {
  /** Names of site and backup folder as the manifest has them; the store makes them safe and unique for its place. */
  readonly manifest: Manifest;
  /** Everything the folder will hold, companions included; manifest.json is written last. */
  readonly files: readonly PlannedFile[];
  /** Files of a copy that lies there already whose bytes are known to be wrong: written anew even where size and metadata look right. */
  readonly resend?: ReadonlySet<string>;
}

/** Receives one file of a copy. */
export interface FileSink {
  /** Bytes that lie there already from an earlier attempt, checked as far as the place can; the source is read from here on. */
  readonly offset: number;
  /** SHA-256 state over the first `offset` bytes; null when the caller must read the source from its beginning to hash it (and send from `offset`). */
  readonly prefix: Hash | null;
  /**
   * For sinks without `prefix`: may be given the source's bytes before `offset`, in order and to the last, while the caller hashes them. `finish` then
   * throws `copy.arrived-different` when other bytes lie there, and the next attempt sends them again.
   */
  readonly recheck?: (chunk: Buffer) => void;
  /**
   * Once `finish` has resolved: true when what lies there was taken for the file by its size or by our own words on it, and nothing was compared with
   * its bytes. Absent: it was compared.
   */
  readonly isBelieved?: () => boolean;
  /** Resolves when more may be written: memory stays bounded however slow the place is. The chunk belongs to the sink. */
  write(chunk: Buffer): Promise<void>;
  /** Flushes and makes durable. Throws `copy.arrived-different` when the place itself says that other bytes arrived. */
  finish(): Promise<void>;
}

/**
 * A copy that is being written. Nothing of it is visible as a backup before `commit`.
 *
 *   begin -> open(file)... -> commit    (from here on it exists; intact where no sink believed: size and checksum were compared)
 *                         \-> suspend   (what arrived stays and is taken up by the next `begin` of the same backup)
 *                          \-> discard   (nothing is left, or what the next sweep takes)
 */
export interface CopyDraft {
  /** One file at a time. A file that lies there whole from an earlier attempt has `offset` equal to its size. */
  open(file: PlannedFile, signal: AbortSignal): Promise<FileSink>;
  /** Returns the location of the finished copy. */
  commit(signal: AbortSignal): Promise<string>;
  /** Never throws. */
  suspend(): Promise<void>;
  /** Never throws. */
  discard(): Promise<void>;
}

/** Where a removed copy went. */
export interface RemovedCopy {
  /** To be given to `takeBack` or `purge`; null when it is gone for good. */
  readonly bin: string | null;
}

/** A removed copy that can be taken back. */
export interface BinnedCopy {
  readonly bin: string;
  /** Where it lay. */
  readonly location: string;
  /** UTC. */
  readonly removedAt: string;
}

/** Small files at the top of a place, beside the folders of sites. They are part of no copy, and no sweep takes them. */
export interface TopFiles {
  /** At most 64 MB; null when it is not there. */
  read(file: string, signal: AbortSignal): Promise<Buffer | null>;
  /**
   * Readers see the old content or the new; on a server that cannot rename over a file, none for a moment. Never locked: in a bucket that locks, the next
   * one is a new version.
   */
  replace(file: string, content: Buffer, signal: AbortSignal): Promise<void>;
  /** What is not there is no problem. In a bucket with versions, the versions stay. */
  remove(file: string, signal: AbortSignal): Promise<void>;
}

/**
 * Reads, writes and removes copies in one place: the port with a keeper for each kind of place. Locations are as in `Copy.location`.
 *
 * All calls throw `place.missing` (a drive that is not plugged in, a folder that is another place), `place.unreachable` (network, server),
 * `place.refused` (rights, keys), `place.full` or `place.write-failed`; they honour `signal`. Names of files are plain names.
 */
export interface CopyStore {
  readonly place: Place;
  presence(signal: AbortSignal): Promise<Presence>;
  /** Locations of everything that looks like a complete backup. */
  list(signal: AbortSignal): AsyncIterable<string>;
  /** Files at a location with their sizes; null when there is nothing at all. */
  look(location: string, signal: AbortSignal): Promise<ReadonlyMap<string, FoundFile> | null>;
  /** A companion or file list whole, at most 64 MB; null when it is not there. */
  readSmall(location: string, file: string, signal: AbortSignal): Promise<Buffer | null>;
  /** The bytes of a file from `from` on. Ends only when all of them came; a cut line throws. */
  read(location: string, file: string, from: number, signal: AbortSignal): AsyncIterable<Buffer>;
  begin(plan: CopyPlan, signal: AbortSignal): Promise<CopyDraft>;
  /** To the bin where the place has one. */
  remove(location: string, signal: AbortSignal): Promise<RemovedCopy>;
  /** Out of the bin; returns the location. */
  takeBack(bin: string, signal: AbortSignal): Promise<string>;
  /** Everything in the bin, also what no catalog knows of any more. Absent where the place has no bin that can be listed. */
  bins?(signal: AbortSignal): AsyncIterable<BinnedCopy>;
  /** Out of the bin for good. */
  purge(bin: string, signal: AbortSignal): Promise<void>;
  /** Removes what attempts left that nobody took up for 14 days; returns what was removed. */
  sweep(signal: AbortSignal): Promise<readonly string[]>;
  /** Absent for a folder of this computer or of a drive, which is reached without a keeper. */
  readonly top?: TopFiles;
  /** Writes, reads back, deletes; says which rights are too many or too few. A failure is a row, never thrown. */
  test(signal: AbortSignal): Promise<readonly PlaceTestRow[]>;
}
