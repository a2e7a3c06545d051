import applyCronText from './apply-cron.sh';
import lookAtCronText from './look-at-cron.sh';
import markPullText from './mark-pull.sh';
import putCronFilesText from './put-cron-files.sh';
import runCronWorkText from './run-cron-work.sh';

/** The programs for what a server does by itself; each is one POSIX sh file beside this one. */
export const lookAtCron = { name: 'look-at-cron', text: lookAtCronText } as const;
export const putCronFiles = { name: 'put-cron-files', text: putCronFilesText } as const;
export const applyCronProgram = { name: 'apply-cron', text: applyCronText } as const;
export const runCronWork = { name: 'run-cron-work', text: runCronWorkText } as const;
export const markPull = { name: 'mark-pull', text: markPullText } as const;
