/** Values of a kind before there is a range: a week of nights. */
export const KNOWN_AFTER = 7;
