import envText from './restore-env.sh';

/** Reads the settings file of a site byte for byte, and replaces it by a rename. */
export const restoreEnv = { name: 'restore-env', text: envText } as const;
