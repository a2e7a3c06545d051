# Looks at the folders that files will be brought back to. Only reads.
# $1: absolute path of the site's root   $2: the twelve hex digits of this restore   the rest: folders, relative to the root; "." is the root itself
# Answer: "KEY" NUL "VALUE" NUL..., first of the account and its tools, then of each folder, which begins with the key "folder".
#   uid, gids, groups (their names, in the same order), tar (what it says first), has (gzip, zstd, setsid...), quota (a line of quota(1))
#   folder; state (folder missing file closed dangling root-missing); link (yes: the folder is a symbolic link); real (where it lies, or will lie);
#   parent, inside (yes: may be written to); together (yes: parent and folder are one file system); staged (beside or inside);
#   disk (as df names it), free (KiB), inodes (free ones); rights (octal rights, owner and group of the folder, or of the one it will be made in)
root=$1
id=$2
shift 2

say() { printf '%s\0%s\0' "$1" "$2"; }

say uid "$(id -u)"
say gids "$(id -G)"
say groups "$(id -Gn)"
if command -v tar >/dev/null 2>&1; then
  tar_says=$(tar --version 2>/dev/null </dev/null | sed -n 1p)
  [ -n "$tar_says" ] || tar_says=$(tar --help 2>&1 </dev/null | sed -n 1p)
  say tar "$tar_says"
fi
for tool in gzip zstd sha256sum shasum openssl; do
  if command -v "$tool" >/dev/null 2>&1; then say has "$tool"; fi
done
if command -v quota >/dev/null 2>&1; then
  quota -w 2>/dev/null | while IFS= read -r line; do say quota "$line"; done
fi

# Where a folder really lies; the x keeps a newline at the end of a name.
real_of() {
  real=$(cd -- "$1" 2>/dev/null && pwd -P && echo x) || return 1
  real=${real%?x}
}

device_of() { stat -c %d -- "$1" 2>/dev/null || stat -f %d -- "$1" 2>/dev/null; }
mount_of() { df -P -- "$1" 2>/dev/null | sed -n '2s/^.*[0-9]%  *\(\/.*\)$/\1/p'; }
last_number() { sed -n '2s/^.* \([0-9][0-9]*\)  *[0-9][0-9]*%.*$/\1/p'; }
yes_if() { if "$@"; then echo yes; else echo no; fi; }
may_write() { [ -w "$1" ] && [ -x "$1" ]; }

look() {
  path=$root/$1
  [ "$1" != . ] || path=$root
  base=$path
  rest=
  state=folder
  if [ ! -d "$root" ]; then
    say state root-missing
    return
  elif [ -L "$path" ] && [ ! -e "$path" ]; then
    say state dangling
    return
  elif [ -e "$path" ] && [ ! -d "$path" ]; then
    say state file
    return
  fi
  while [ ! -d "$base" ]; do
    state=missing
    rest=/${base##*/}$rest
    base=${base%/*}
  done
  if ! real_of "$base"; then
    say state closed
    return
  fi
  say state "$state"
  if [ -L "$path" ]; then say link yes; fi
  at=$real
  real=${real%/}$rest
  say real "$real"
  above=$at
  if [ "$state" = folder ]; then
    above=${real%/*}
    [ -n "$above" ] || above=/
    say inside "$(yes_if may_write "$at")"
  fi
  say parent "$(yes_if may_write "$above")"
  if [ "$(device_of "$above")" = "$(device_of "$at")" ] && [ "$(mount_of "$above")" = "$(mount_of "$at")" ]; then say together yes; fi
  if [ -d "$real.hf-$id" ]; then
    say staged beside
  elif [ -d "$real/.hf-$id" ]; then
    say staged inside
  fi
  say disk "$(df -P -- "$at" 2>/dev/null | sed -n '2s/ .*$//p')"
  say free "$(df -Pk -- "$at" 2>/dev/null | last_number)"
  say inodes "$(df -Pi -- "$at" 2>/dev/null | last_number)"
  say rights "$(stat -c '%a %u %g' -- "$at" 2>/dev/null || stat -f '%Mp%Lp %u %g' -- "$at" 2>/dev/null)"
}

for folder; do
  say folder "$folder"
  look "$folder"
done
