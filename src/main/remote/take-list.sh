# Goes before every program that works on a list of file names. The names arrive on standard input, NUL-separated, because they are bytes and
# may be many; they lie in a private 0600 file while the program runs, which a trap removes.
#
#   hf_take_list BYTES   reads that many bytes into "$list" and starts the watch; ends the program where that fails
#   "$private"           a folder of this run alone

# A process that has ended but that nobody has asked about (an init that does not, as in many containers) still answers kill -0.
hf_runs() {
  kill -0 "$1" 2>/dev/null || return 1
  [ -r "/proc/$1/stat" ] && read -r hf_stat <"/proc/$1/stat" || return 0
  case ${hf_stat##*) } in [ZX]*) return 1 ;; esac
}

hf_clean() { rm -rf "$private"; }

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
  # The runner's random mark stands in the name, so that nobody else on the server can take the name first.
  private=$base/holdfast-$(id -u)-$hf_mark-$$
  list=$private/list
  # What an earlier run left when it was killed outright: ours, and its process is gone.
  for hf_old in "$base/holdfast-$(id -u)-"*; do
    [ -d "$hf_old" ] && [ -O "$hf_old" ] && ! hf_runs "${hf_old##*-}" && rm -rf "$hf_old"
  done
  trap hf_clean EXIT
  trap 'hf_clean; trap - EXIT; exit 129' HUP
  trap 'hf_clean; trap - EXIT; exit 130' INT
  trap 'hf_clean; trap - EXIT; exit 141' PIPE
  trap 'hf_clean; trap - EXIT; exit 143' TERM
  mkdir "$private" && head -c "$1" >"$list" || { hf_report stage prepare 1; exit 1; }
  if [ "$(wc -c <"$list")" -ne "$1" ]; then
    echo "the list of names did not arrive whole" >&2
    hf_report stage prepare 1
    exit 1
  fi
  hf_watch
}
