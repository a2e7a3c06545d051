/** Bytes a name of a schema may have. */
const LONGEST_NAME = 64;
const MARK = '__hf_drill_';
const ID = /^[0-9a-f]{12}$/;
const SCRATCH = /^.+__hf_drill_[0-9a-f]{12}$/su;

/** 48 random bits, lower-case hex: what one drill's schemas and folder are known by. */
export function newScratchId(): string {
  return crypto.randomUUID().replaceAll('-', '').slice(0, 12);
}

/** `shop__hf_drill_0123456789ab`: the only names a drill ever makes or drops. A long name of a database is cut, never the mark. */
export function scratchSchema(database: string, id: string): string {
  if (!ID.test(id)) throw new Error(`no id of a drill: ${id}`);
  const room = LONGEST_NAME - MARK.length - id.length;
  let kept = database;
  while (Buffer.byteLength(kept) > room) kept = kept.slice(0, -1);
  return `${kept.toWellFormed().replaceAll('\ufffd', '_')}${MARK}${id}`;
}

/** The guard before every statement that makes or drops a schema. */
export function isScratchSchema(name: string): boolean {
  return SCRATCH.test(name) && Buffer.byteLength(name) <= LONGEST_NAME;
}
