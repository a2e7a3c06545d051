# Goes before every remote program. POSIX sh; tried under dash, bash and busybox; uses shell builtins only, so that it works where no tool is.
# The runner sets before it: hf_mark (a random word that frames what belongs to the program) and hf_input (yes: lines for the program follow).
#
# A program may use:
#   hf_report KEY VALUE...   tells the runner a fact; travels on stderr, apart from what tools write there
#   hf_watch                 call it as soon as the input lines have been read (a program without input is watched from its start)
# A program runs with LC_ALL=C and umask 077; what the account itself has is in hf_umask, for commands of a site whose files others read.

LC_ALL=C
export LC_ALL
hf_umask=$(umask)
umask 077

# sshd gives every command a session of its own, so this shell leads a process group. Where a wrapper stands in between, the kernel says which.
hf_group_of_this_shell() {
  hf_group=$$
  kill -0 "-$$" 2>/dev/null && return 0
  hf_group=
  [ -r "/proc/$$/stat" ] || return 0
  read -r hf_stat <"/proc/$$/stat" || return 0
  # The second field is the name in brackets and may hold blanks; the group is the third field after it.
  # shellcheck disable=SC2086
  set -- ${hf_stat##*) }
  hf_group=$3
}

# Standard input stays open for as long as the other end lives. When it ends, everything this program started ends too, silent or not.
hf_watch() {
  [ -z "${hf_watching-}" ] || return 0
  hf_watching=yes
  exec 9<&0 </dev/null
  # Twice in the background: a plain `wait` of the program must not wait for the watch. It holds no descriptor the channel could hang on.
  (
    (
      trap '' TERM HUP INT PIPE
      while read -r hf_ignored; do :; done
      kill -TERM "${hf_group:+-}${hf_group:-$$}"
      hf_rounds=0
      while kill -0 "$$" && [ "$hf_rounds" -lt 15 ]; do
        sleep 0.2 || sleep 1
        hf_rounds=$((hf_rounds + 1))
      done
      kill -KILL "${hf_group:+-}${hf_group:-$$}"
    ) <&9 9<&- >/dev/null 2>&1 &
  )
  exec 9<&-
}

hf_report() {
  printf '\n%s %s\n' "$hf_mark" "$*" >&2
}

hf_group_of_this_shell
# What login files printed ends here, on both streams.
printf '\n%s begin %s %s\n' "$hf_mark" "$$" "${hf_group:-0}"
printf '\n%s begin\n' "$hf_mark" >&2
[ "$hf_input" = yes ] || hf_watch
