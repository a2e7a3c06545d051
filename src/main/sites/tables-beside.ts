const BESIDE = /^__hf_(?:keys_)?[0-9a-f]{12}_[a-z0-9_]+$/;

/** Whether a table was put beside the live ones by a restore, in the same schema. It belongs to no site: no backup holds it, and nothing but its own restore drops it. */
export function isTableBeside(name: string): boolean {
  return BESIDE.test(name);
}
