/** How something stands. `run` is motion and `mute` is "not known": neither is a verdict. */
export type Tone = 'ok' | 'warn' | 'crit' | 'run' | 'mute';

/** What something is called in the state it is in. */
export interface ToneWord {
  readonly tone: Tone;
  readonly word: string;
}
