import { dirname, resolve } from 'node:path';
import { AppError } from '../../errors/app-error.ts';
import { errnoOf, replaceFile, syncFolder, writeNewFile } from '../../support/durable-files.ts';
import type { HostAbilities } from '../app.ts';

export interface ReportToSave {
  /** `drill-aurora-market-2026-11-26`, without what follows the dot. */
  readonly name: string;
  readonly format: 'html' | 'json' | 'pdf';
  /** Null: the system's dialog asks. */
  readonly file: string | null;
  readonly html: () => string;
  readonly json: () => string;
}

/**
 * Writes a report for the operator's account alone (0600) and returns where it lies, or null when the dialog was closed. What the dialog names may be
 * replaced, because it asked; a file named otherwise must be new. Throws `report.needs-window`, `report.not-written`.
 */
export async function saveReport(host: HostAbilities, { name, format, file, html, json }: ReportToSave): Promise<string | null> {
  if (format === 'pdf' && host.printPdf === undefined) throw new AppError('report.needs-window');
  const chosen = file ?? (await host.chooseNewFile(`${fileName(name)}.${format}`));
  if (chosen === null) return null;
  const path = resolve(chosen);
  const content = format === 'json' ? json() : format === 'html' || host.printPdf === undefined ? html() : await host.printPdf(html());
  try {
    if (file === null) await replaceFile(path, Buffer.from(content));
    else {
      await writeNewFile(path, Buffer.from(content));
      await syncFolder(dirname(path));
    }
  } catch (cause) {
    const why =
      errnoOf(cause) === 'EEXIST' ? 'there is a file of this name already' : cause instanceof Error ? cause.message : String(cause);
    throw new AppError('report.not-written', { detail: `${path}: ${why}`, cause });
  }
  return path;
}

/** Names of sites come from people and servers; a proposed name is letters, digits and dashes. */
function fileName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100);
}
