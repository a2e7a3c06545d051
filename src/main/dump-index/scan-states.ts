/** Where a scan stands between two bytes. */
export const AT_CODE = 0;
export const IN_WORD = 1;
export const IN_STRING = 2;
export const IN_NAME = 3;
export const IN_LINE_COMMENT = 4;
export const IN_BLOCK_COMMENT = 5;
export const IN_DELIMITER_LINE = 6;
