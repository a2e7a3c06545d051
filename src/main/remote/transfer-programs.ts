import sendFileText from './send-file.sh';

/** Tells of, sends and hashes one file of a server. */
export const sendFile = { name: 'send-file', text: sendFileText } as const;

/** What `send` leaves out is counted in these, in bytes. */
export const SEND_BLOCK_BYTES = 65_536;
