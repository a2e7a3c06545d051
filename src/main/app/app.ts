import type { CallName, EventName } from '../../shared/ipc/channels.ts';
import type { Output, Payload } from '../../shared/ipc/contract.ts';
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
}

/** The whole of Holdfast behind one door; every host (window, browser, terminal) talks to it alike. */
export interface App {
  /** Checks the input against the contract, does the work, and answers with a value or a problem. Never throws. */
  call<N extends CallName>(name: N, input: unknown): Promise<Reply<Output<N>>>;
  /** Returns the function that ends the subscription. */
  on<N extends EventName>(name: N, listener: (payload: Payload<N>) => void): () => void;
  /** Jobs that wait or run: quitting now would interrupt them. */
  activeJobCount(): number;
  /** Interrupts running jobs (their remote processes and partials go), closes connections and the catalog. */
  close(): Promise<void>;
}
