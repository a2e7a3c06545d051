import type { Template } from '../template.ts';

export const sealingProblems = {
  'sealing.key-not-kept': {
    title: 'There is no safe place for the key that seals settings',
    hint: 'Nothing was sealed or sent. Write the recovery kit first: then the key lives on that page alone, and settings can be sealed here. The details say what this computer lacks.',
    retryable: false,
  },
  'sealing.key-lost': {
    title: 'The key that opens sealed settings is not where it was kept',
    hint: 'Nothing was sealed: no recovery kit of this key was ever written, so perhaps nobody could open it again. If the key lies elsewhere on this computer (the keychain of the app, the file of the command line), write its recovery kit there. Else make a new key; what the old one sealed stays closed.',
    retryable: false,
  },
  'sealing.key-missing': {
    title: 'Opening sealed settings needs the recovery kit',
    hint: 'The secret key is not on this computer. Import it from the printed recovery kit; nothing was changed.',
    retryable: false,
  },
  'sealing.key-invalid': {
    title: 'This is not a key that opens sealed settings',
    hint: 'Nothing was changed. The key begins with AGE-SECRET-KEY-1 and stands on the recovery kit; one wrong character is enough to refuse it.',
    retryable: false,
  },
  'sealing.other-key': {
    title: 'Another key seals settings on this computer already',
    hint: 'Nothing was changed. Replacing it keeps the old key for what it has sealed; the details name both by their public part.',
    retryable: false,
  },
  'sealing.kit-not-written': {
    title: 'The recovery kit could not be written',
    hint: 'Nothing was changed and no other file was overwritten. Choose another folder or a name that is not taken; the details show what the system said.',
    retryable: false,
  },
  'sealing.not-opened': {
    title: 'The sealed file could not be opened',
    hint: 'It was sealed for another key, or it is damaged; the details say which. The file was not changed.',
    retryable: false,
  },
} as const satisfies Record<string, Template>;
