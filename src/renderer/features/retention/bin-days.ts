/** How long the bin keeps what was deleted, in days. Here and not from the model, so that the page does not carry the schemas. */
export const BIN_DAYS = 7;
