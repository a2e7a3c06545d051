import { pathToFileURL } from 'node:url';
import { inProject } from './project.mjs';

/** Node arguments with which the sources run as they are: types are stripped by Node itself, sh programs are imported as text. */
export const textModules = ['--import', pathToFileURL(inProject('scripts', 'text-modules.mjs')).href];
