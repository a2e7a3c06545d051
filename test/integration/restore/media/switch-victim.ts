import { runMoves } from '../../../../src/main/restore/media/run-moves.ts';
import type { Unit } from '../../../../src/main/restore/media/layout.ts';
import type { Server } from '../../../../src/shared/model/server.ts';
import { linkTo } from '../../servers/lab-servers.ts';

/** Started as a process of its own by a test that kills it in the middle of a switch. */
const { server, unit, plan } = JSON.parse(process.argv[2] ?? '') as { readonly server: Server; readonly unit: Unit; readonly plan: string };
await using linked = linkTo([server]);
await linked.shell((shell) => runMoves(shell, 'forward', unit, Buffer.from(plan, 'base64')));
