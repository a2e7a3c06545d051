import type { CallName, EventName } from '../../shared/ipc/channels.ts';
import type { Output, Payload } from '../../shared/ipc/contract.ts';
import type { AlertMessage } from '../../shared/model/alert.ts';
import type { Reply } from '../../shared/ipc/reply.ts';

/** What differs between the hosts of the app: the Electron window, a browser, a terminal. */
export interface HostAbilities {
  readonly kind: 'desktop' | 'browser' | 'terminal';
  /** The system's folder dialog; null when it was closed or there is none. */
  chooseFolder(): Promise<string | null>;
  /** The system's file dialog, opened in `startFolder`; null when it was closed or there is none. */
  chooseFile(startFolder: string): Promise<string | null>;
  /** The system's dialog for a new file, with a proposed name; null when it was closed or there is none. */
  chooseNewFile(proposedName: string): Promise<string | null>;
  /** Shows a folder in the system's file manager; throws `host.unsupported` with the path where there is none. */
  reveal(folder: string): Promise<void>;
  /** Prints a page without script and without anything from elsewhere as PDF. Absent: this host cannot print. */
  readonly printPdf?: (html: string) => Promise<Uint8Array>;
  /** What is known of the computer this runs on; null where it is not. Absent: nothing is. */
  readonly computer?: () => Promise<ComputerFacts>;
  /** Calls `listener` when the computer wakes, or its power or network changes; returns the end of it. Absent: this host does not hear of it. */
  readonly onComputerChanged?: (listener: (change: 'woke' | 'power' | 'network') => void) => () => void;
  /** A message of the system; a click on it opens the site. Absent: this host has none. */
  readonly notify?: (notice: Notice) => void;
  /** Whether Holdfast begins by itself when the operator signs in. Absent: this host cannot arrange it. */
  readonly startAtLogin?: (wanted: boolean) => void;
}

export interface ComputerFacts {
  readonly onBattery: boolean | null;
  readonly online: boolean | null;
  /** Paid by volume. */
  readonly metered: boolean | null;
}

export interface Notice {
  readonly title: string;
  readonly body: string;
  /** Null: of no site in particular. */
  readonly siteId: string | null;
}

/** The whole of Holdfast behind one door; every host (window, browser, terminal) talks to it alike. */
export interface App {
  /** Checks the input against the contract, does the work, and answers with a value or a problem. Never throws. */
  call<N extends CallName>(name: N, input: unknown): Promise<Reply<Output<N>>>;
  /** Returns the function that ends the subscription. */
  on<N extends EventName>(name: N, listener: (payload: Payload<N>) => void): () => void;
  /** Jobs that wait or run: quitting now would interrupt them. */
  activeJobCount(): number;
  /**
   * For a host that does not stay: sends the messages that are due, until `signal` ends it, and answers with those that are not sent then; they stay in the outbox.
   * `looks`: at the state of the fleet first, as a host that stays does every minute. `isCaughtUp`: after all that was due was tried.
   */
  sendAlerts(options: {
    readonly looks: boolean;
    readonly isCaughtUp: boolean;
    readonly signal: AbortSignal;
  }): Promise<readonly AlertMessage[]>;
  /** Interrupts running jobs (their remote processes and partials go), closes connections and the catalog. */
  close(): Promise<void>;
}
