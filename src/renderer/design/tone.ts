/** How something stands. `run` is motion and `mute` is "not known": neither is a verdict. */
export type Tone = 'ok' | 'warn' | 'crit' | 'run' | 'mute';
