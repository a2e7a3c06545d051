import { spawn } from 'node:child_process';
import { dirname, delimiter } from 'node:path';
import { inProject, project } from './project.mjs';

/** Codes a shell gives to a process that a signal ended. */
const SIGNAL_EXIT = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** The environment of everything that runs under the project's Node 24: it comes first in PATH, then the project's own tools. */
export function environment(node, extra = {}) {
  const path = [dirname(node), inProject('node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
  return { ...process.env, PATH: path, ...extra };
}

/**
 * Runs a program in the project folder and answers its exit code. Ctrl-C and TERM are passed on and waited for, so that what the program
 * started can be stopped by the program itself.
 */
export function runProcess(file, args, { env = process.env, stdio = 'inherit' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: project, env, stdio, windowsHide: false });
    // A terminal sends Ctrl-C to the whole group: the child has it already. TERM and HUP reach this process alone.
    const wait = () => {};
    const pass = (signal) => child.kill(signal);
    process.on('SIGINT', process.stdin.isTTY ? wait : pass);
    process.on('SIGTERM', pass);
    process.on('SIGHUP', pass);
    const end = () => {
      for (const [signal, listener] of [
        ['SIGINT', wait],
        ['SIGINT', pass],
        ['SIGTERM', pass],
        ['SIGHUP', pass],
      ]) {
        process.off(signal, listener);
      }
    };
    child.once('error', (error) => {
      end();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      end();
      resolve(code ?? SIGNAL_EXIT[signal] ?? 1);
    });
  });
}

/** Runs a script under Node 24. `nodeArgs` come before the script. */
export function runNode(node, script, args, { env = {}, nodeArgs = [], stdio } = {}) {
  return runProcess(node, [...nodeArgs, script, ...args], { env: environment(node, env), stdio });
}
