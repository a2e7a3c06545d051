import { resolve } from 'node:path';
import { EXIT, oneOf, text, UsageError, type CommandResult, type OptionValues } from '../command.ts';

type Format = 'html' | 'json' | 'pdf';

export interface ReportCalls {
  readonly print: (format: 'html' | 'json') => Promise<string>;
  readonly save: (format: Format, file: string) => Promise<string | null>;
}

/** A report on standard output, or into a new file with `--output`. */
export async function reportResult(options: OptionValues, { print, save }: ReportCalls): Promise<CommandResult> {
  const format = oneOf<Format>(options, 'format', ['html', 'json', 'pdf']) ?? 'html';
  const output = text(options, 'output');
  if (output !== undefined) {
    const file = await save(format, resolve(output));
    return { exit: EXIT.done, json: { file }, text: `The report is in ${file ?? '?'}.` };
  }
  if (format === 'pdf') throw new UsageError('--format pdf: name a file with --output.');
  const report = await print(format);
  return { exit: EXIT.done, json: format === 'json' ? JSON.parse(report) : { html: report }, text: report.trimEnd() };
}
