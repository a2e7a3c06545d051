/** What `tar --version` (or `--help`) says first, as name and version. Pure. */
export function archiveToolOf(said: string): { readonly name: string; readonly version: string } {
  const gnu = /\(GNU tar\) (\S+)/u.exec(said)?.[1];
  if (gnu !== undefined) return { name: 'GNU tar', version: gnu };
  const [, name, version] = /^(bsdtar|BusyBox) v?(\S+)/u.exec(said) ?? [];
  if (name !== undefined && version !== undefined) return { name: name === 'BusyBox' ? 'BusyBox tar' : name, version };
  return { name: 'tar', version: said.slice(0, 100) };
}

/** Whether the tar itself tells which files changed while it read them. */
export function namesChangedFiles(said: string): boolean {
  return said.includes('(GNU tar)');
}
