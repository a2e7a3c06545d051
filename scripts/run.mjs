// The door to every command of package.json. Runs on Node 20 or newer without any dependency, brings what is missing
// (Node 24, the packages, programs of the lab), then runs the command under Node 24. A second run finds all of it and goes straight on.
//
//   node scripts/run.mjs COMMAND [arguments]      COMMAND: build start cli check test demo bench screenshots package
import { SetupProblem, say } from './setup/say.mjs';
import { node24 } from './setup/node24.mjs';
import { ensurePackages } from './setup/packages.mjs';

const COMMANDS = ['build', 'start', 'cli', 'check', 'test', 'demo', 'bench', 'screenshots', 'package'];

const [command, ...rest] = process.argv.slice(2);

try {
  if (command === undefined || !COMMANDS.includes(command)) {
    throw new SetupProblem(`Known commands: ${COMMANDS.map((name) => `npm run ${name}`).join(', ')}.`);
  }
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new SetupProblem(
      `Holdfast's scripts need Node 20 or newer; this is ${process.version}. Install a newer Node from https://nodejs.org.`,
    );
  }
  const node = await node24();
  await ensurePackages(node);
  const { run } = await import(`./commands/${command}.mjs`);
  process.exitCode = await run({ node, args: rest[0] === '--' ? rest.slice(1) : rest });
} catch (error) {
  if (!(error instanceof SetupProblem)) throw error;
  say(error.message);
  process.exitCode = 1;
}
