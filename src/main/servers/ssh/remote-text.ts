import prelude from '../../remote/prelude.sh';
import { quote } from './quote.ts';
import type { RemoteCall } from './remote-shell.ts';

/**
 * The command sshd hands to the login shell. It says nothing but "read a program until the mark and run it": program text, arguments and
 * secrets travel on standard input, so nothing of them shows in a process list, and a login shell with its own ideas of quoting (csh, fish)
 * has nothing to misread. `read` takes one byte at a time from a pipe, so what follows the mark is left for the program; a connection that
 * ends before the mark runs nothing.
 */
export function commandFor(programName: string, mark: string): string {
  const body = `p=$(while IFS= read -r l; do [ "$l" = ${mark} ] && exit 0; printf "%s\\n" "$l"; done; exit 1) && eval "$p"`;
  return `exec sh -c '${body}' holdfast-${programName.replaceAll(/[^a-z0-9-]/g, '')}`;
}

/** What goes to standard input: the arguments, the prelude, the program, the mark, and then the lines or bytes meant for the program. */
export function inputFor(call: RemoteCall, mark: string): Buffer {
  const settings = [`hf_mark=${mark}`, `hf_input=${call.input === undefined ? 'no' : 'yes'}`];
  // The prelude comes first: it must not meet arguments it did not ask for.
  const parameters = `set -- ${call.args.map(quote).join(' ')}`;
  const text = Buffer.from([...settings, prelude, parameters, call.program.text, mark, ''].join('\n'));
  return Buffer.concat([text, Buffer.from(call.input ?? '')]);
}
