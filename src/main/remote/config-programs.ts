import readConfigText from './read-config.sh';

/** The program for the settings of a site. */
export const readConfig = { name: 'read-config', text: readConfigText } as const;
