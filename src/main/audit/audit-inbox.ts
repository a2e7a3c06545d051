import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, existsSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { AuditEvent } from '../../shared/model/audit.ts';
import { PRIVATE_FILE_MODE, PRIVATE_FOLDER_MODE } from '../support/durable-files.ts';

/**
 * What a command saw that only reads while another process has the data folder. One writer alone continues the chain: such a command leaves its entry in a
 * file of its own, and whoever has the data folder takes it in. Where there is no data folder, nothing was read.
 */
export interface AuditInbox {
  leave(event: AuditEvent): void;
  /**
   * Each in the order it was left; a file goes when `take` has come back. A process that ends in between offers it again, under the same `leftAs`. One that cannot
   * be read stays, and is named.
   */
  takeIn(take: (event: AuditEvent & { readonly leftAs: string }) => void): readonly string[];
}

export function createAuditInbox(home: string): AuditInbox {
  const folder = join(home, 'audit-inbox');
  return {
    leave(event) {
      if (!existsSync(home)) return;
      mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER_MODE });
      const name = `${event.at.replaceAll(/[:.]/g, '')}-${process.pid}-${randomBytes(4).toString('hex')}`;
      writeFileSync(join(folder, `${name}.partial`), JSON.stringify(event), { mode: PRIVATE_FILE_MODE, flag: 'wx' });
      renameSync(join(folder, `${name}.partial`), join(folder, `${name}.json`));
    },
    takeIn(take) {
      if (!existsSync(folder)) return [];
      const unread: string[] = [];
      const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
      for (const name of names.toSorted()) {
        const event = eventIn(join(folder, name));
        if (event === null) {
          unread.push(name);
          continue;
        }
        take({ ...event, leftAs: name.slice(0, -'.json'.length) });
        rmSync(join(folder, name));
      }
      return unread;
    },
  };
}

function eventIn(file: string): AuditEvent | null {
  try {
    return AuditEvent.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? null;
  } catch {
    return null;
  }
}
