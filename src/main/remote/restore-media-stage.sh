# Makes and removes the folders a restore of files works in.
# $1: make, drop, let-go or size   $2: the twelve hex digits of this restore   $3: the folder for what arrives   $4: the folder for notes
# $5: with let-go and size, the folder of the old state
# make: both, 0700, whatever lay in them stays; the time of "started" in the notes is that of the first call
# drop: removes both; does nothing and prints "kept" when the folder was live and something came into it or was written to then
# let-go: removes all of them for good   size: prints, ended by NUL, KiB and name of each that is there
# Prints, each ended by NUL, what could not be removed. Exit 4: cannot be made   5: it is live, and must be changed back first   6: not one of ours
way=$1
id=$2
stage=$3
ops=$4

for path in "$stage" "$ops"; do
  case $path in /*".hf-$id" | /*".hf-ops-$id") ;; *) exit 6 ;; esac
done

# Nothing beyond the file system is removed: a disk may have been mounted somewhere below.
remove() {
  [ -e "$1" ] || [ -L "$1" ] || return 0
  if [ -L "$1" ] || [ ! -d "$1" ]; then
    rm -f -- "$1"
  else
    find "$1" -xdev -type d ! -perm -700 -exec chmod u+rwx {} + 2>/dev/null
    find "$1" -xdev ! -type d -exec rm -f -- {} + 2>/dev/null
    find "$1" -xdev -depth -type d -exec rmdir -- {} + 2>/dev/null
  fi
  if [ -e "$1" ] || [ -L "$1" ]; then printf '%s\0' "$1"; fi
}

# What was renamed one by one has a new time of its inode, so only the time of the content says something there.
came_while_live() {
  newer=-newer
  moment=$ops/undone-merge
  if [ -e "$ops/undone-swap" ]; then
    moment=$ops/undone-swap
    if find "$ops" -prune -cnewer "$ops" >/dev/null 2>&1; then newer=-cnewer; fi
  fi
  [ -e "$moment" ] && [ -d "$stage" ] || return 1
  [ "$(find "$stage" ! -type d "$newer" "$moment" -print 2>/dev/null | head -c 1 | wc -c)" -gt 0 ]
}

case $way in
make)
  if [ -e "$ops/switched" ]; then exit 5; fi
  above=${stage%/*}
  # What is missing above the folder is the site's own, and others must be able to pass it.
  [ -d "$above" ] || (umask 022 && mkdir -p -- "$above") || exit 4
  for path in "$stage" "$ops"; do
    if [ ! -d "$path" ] || [ -L "$path" ]; then mkdir -- "$path" || exit 4; fi
    [ -O "$path" ] || exit 6
  done
  # What is to be written to again must be open for it.
  find "$stage" -type d ! -perm -700 -exec chmod u+rwx {} + || exit 4
  if [ ! -e "$ops/started" ]; then : >"$ops/started" || exit 4; fi
  ;;
drop)
  if [ -e "$ops/switched" ]; then exit 5; fi
  if came_while_live; then
    printf 'kept\0'
    exit
  fi
  remove "$stage"
  remove "$ops"
  ;;
let-go)
  old=$5
  case $old in /*".hf-old-$id") ;; *) exit 6 ;; esac
  for path in "$old" "${old%.hf-old-*}.hf-late"*"-$id" "$stage"; do remove "$path"; done
  # Last: without the notes nothing can be changed back any more.
  remove "$ops"
  ;;
size)
  old=$5
  for path in "$old" "${old%.hf-old-*}.hf-late"*"-$id" "$stage"; do
    if [ -d "$path" ]; then printf '%s %s\0' "$(du -skx -- "$path" 2>/dev/null | sed 's/[^0-9].*//;q')" "$path"; fi
  done
  ;;
esac
exit 0
