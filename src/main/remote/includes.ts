import privateFolderText from './private-folder.sh';
import takeListText from './take-list.sh';
import takeOptionsText from './take-options.sh';

/** A program that works on a list of names (take-list.sh). */
export function withList(name: string, text: string) {
  return { name, text: [privateFolderText, takeListText, text].join('\n') } as const;
}

/** A program that starts a database program with an option file (take-options.sh). */
export function withOptions(name: string, text: string) {
  return { name, text: [privateFolderText, takeOptionsText, text].join('\n') } as const;
}
