/** The commands of RESTORE.txt in order: lines indented by four spaces below headings that begin with a number. */
export function restoreCommands(text: string): readonly string[] {
  const commands: string[] = [];
  let inSteps = false;
  for (const line of text.split('\n')) {
    if (/^\d+\. /.test(line)) inSteps = true;
    // Any other heading ends the steps.
    else if (/^[A-Z]{2}[A-Z ]+/.test(line)) inSteps = false;
    if (inSteps && line.startsWith('    ')) commands.push(line.slice(4));
  }
  return commands;
}
