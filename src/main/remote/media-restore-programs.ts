import headsText from './restore-media-heads.sh';
import lateText from './restore-media-late.sh';
import lookText from './restore-media-look.sh';
import moveText from './restore-media-move.sh';
import ownerText from './restore-media-owner.sh';
import stageText from './restore-media-stage.sh';
import unpackText from './restore-media-unpack.sh';
import { withList } from './includes.ts';

/** The programs that bring files back; each is one POSIX sh file beside this one. */
export const lookAtFolders = { name: 'restore-media-look', text: lookText } as const;
export const stageMedia = { name: 'restore-media-stage', text: stageText } as const;
export const unpackMedia = { name: 'restore-media-unpack', text: unpackText } as const;
export const moveMedia = { name: 'restore-media-move', text: moveText } as const;
export const findLateFiles = { name: 'restore-media-late', text: lateText } as const;
export const setOwners = withList('restore-media-owner', ownerText);
export const readHeads = withList('restore-media-heads', headsText);
