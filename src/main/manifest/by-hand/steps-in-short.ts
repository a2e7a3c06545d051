/** A step as it fits on a card: what to do, and what to type. */
export interface ShortStep {
  readonly title: string;
  readonly commands: readonly string[];
}

/** Comparing can wait until the site is back; RESTORE.txt beside the backup says it in full. */
const CAN_WAIT = /^Compare /u;

/** The numbered steps of a RESTORE.txt with their commands for POSIX shells, without the explanations. Pure. */
export function stepsInShort(restoreByHand: string): readonly ShortStep[] {
  const steps: { title: string; commands: string[] }[] = [];
  let isInSteps = false;
  for (const line of restoreByHand.split('\n')) {
    if (line.startsWith('STEP BY STEP')) isInSteps = true;
    else if (isInSteps && /^[A-Z][A-Z ,]+$/u.test(line)) break;
    const heading = isInSteps ? /^\d+\. (.+)$/u.exec(line) : null;
    if (heading?.[1] !== undefined) steps.push({ title: heading[1], commands: [] });
    else if (line.startsWith('    ')) steps.at(-1)?.commands.push(line.slice(4));
  }
  return steps.filter(({ title }) => !CAN_WAIT.test(title));
}
