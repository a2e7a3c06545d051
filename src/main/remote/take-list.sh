# Goes before every program that works on a list of file names; private-folder.sh goes before it. The names arrive on standard input, NUL-separated, because they are bytes and
# may be many; they lie in a private 0600 file while the program runs, which a trap removes.
#
#   hf_take_list BYTES   reads that many bytes into "$list" and starts the watch; ends the program where that fails

# A server whose disk is full is one whose files are wanted most: memory will do for a list.
hf_has_room() {
  [ -d "$1" ] && [ -w "$1" ] || return 1
  hf_free=$(df -Pk "$1" 2>/dev/null | sed -n '2s/^.* \([0-9][0-9]*\)  *[0-9]*%.*$/\1/p')
  [ -z "$hf_free" ] || [ "$hf_free" -gt $(($2 / 1024 + 64)) ]
}

hf_take_list() {
  for base in "${TMPDIR:-/tmp}" "$HOME" /dev/shm; do
    hf_has_room "$base" "$1" && break
  done
  hf_make_private "$base"
  list=$private/list
  head -c "$1" >"$list" || { hf_report stage prepare 1; exit 1; }
  if [ "$(wc -c <"$list")" -ne "$1" ]; then
    echo "the list of names did not arrive whole" >&2
    hf_report stage prepare 1
    exit 1
  fi
  hf_watch
}
