# ------------------------------------------------------------------------------------------------------------------------------------------------------
# Locks, and what is remembered from run to run.
#
# A lock is a symbolic link, made in one step, that points at nothing: its target says which process holds it. It cannot stick: a process that is gone
# (killed, or a number given to another process since, or before a restart) holds nothing.

# Which process a number means: NUMBER:WHEN IT BEGAN:WHICH START OF THE MACHINE. Fails when there is none.
identity() {
  kill -0 "$1" 2>/dev/null || return 1
  began='' boot=''
  if { read -r stat_line <"/proc/$1/stat"; } 2>/dev/null; then
    identity_pid=$1
    # The name in brackets may hold blanks; behind it the state is the first field, the start the twentieth.
    # shellcheck disable=SC2086
    set -- ${stat_line##*) }
    case $1 in [ZX]*) return 1 ;; esac
    shift 19
    began=$1
    set -- "$identity_pid"
    [ ! -r /proc/sys/kernel/random/boot_id ] || read -r boot </proc/sys/kernel/random/boot_id
  else
    began=$(ps -o lstart= -p "$1" 2>/dev/null | tr -cd '0-9A-Za-z')
  fi
  who=$1:$began:$boot
}

still_runs() {
  case $1 in *:*:*) ;; *) return 1 ;; esac
  identity "${1%%:*}" && [ "$who" = "$1" ]
}

# 0: taken. 1: another process holds it; sets: holder. 2: it cannot be made at all, as on a disk without any room.
take_lock() {
  lock=$base/lock/$1
  identity $$ || who=$$::
  mine=$who
  ln -s "$mine" "$lock" 2>/dev/null && return 0
  holder=$(readlink "$lock" 2>/dev/null)
  ! still_runs "$holder" || return 1
  # Nobody holds it any more. Of several that find this, one clears it away; should that one be killed in this very moment, the next minute is free.
  if ! mkdir "$lock.clearing" 2>/dev/null; then
    [ -d "$lock.clearing" ] || [ -n "$holder" ] || return 2
    [ -n "$(find "$lock.clearing" -prune -mmin +1 2>/dev/null)" ] || return 1
    rmdir "$lock.clearing" 2>/dev/null && mkdir "$lock.clearing" 2>/dev/null || return 1
  fi
  [ "$(readlink "$lock" 2>/dev/null)" != "$holder" ] || rm -f "$lock"
  ln -s "$mine" "$lock" 2>/dev/null
  status=$?
  rmdir "$lock.clearing"
  [ "$status" -ne 0 ] || [ -z "$holder" ] || log "lock $1: taken over from process ${holder%%:*}, which is gone"
  return "$status"
}

free_lock() {
  identity $$ || who=$$::
  [ "$(readlink "$base/lock/$1" 2>/dev/null)" != "$who" ] || rm -f "$base/lock/$1"
}

# Waits for a lock that others hold for moments only. $2: seconds
wait_for_lock() {
  waited=0
  while :; do
    take_lock "$1"
    status=$?
    [ "$status" -eq 1 ] && [ "$waited" -lt "$2" ] || return "$status"
    sleep 1
    waited=$((waited + 1))
  done
}

# state: lines KEY VALUE. Sets: value. Fails where it is not there.
recall() {
  value=
  [ -f "$base/state" ] || return 1
  while IFS=' ' read -r key rest; do
    [ "$key" = "$1" ] || continue
    value=$rest
    return 0
  done <"$base/state"
  return 1
}

# remember KEY VALUE [KEY VALUE ...]; an empty value forgets the key. All or nothing.
remember() {
  # Better two at a time than never.
  wait_for_lock state 10 || log 'lock state: not to be had; going on without it'
  keys=' '
  news=
  while [ $# -gt 1 ]; do
    keys="$keys$1 "
    [ -z "$2" ] || news="$news$1 $(one_line "$2")$nl"
    shift 2
  done
  {
    if [ -f "$base/state" ]; then
      while IFS= read -r line; do
        case $keys in *" ${line%% *} "*) ;; *) printf '%s\n' "$line" ;; esac
      done <"$base/state"
    fi
    printf '%s' "$news"
  } | write_whole "$base/state" 2>/dev/null
  status=$?
  free_lock state
  return "$status"
}

# A run's own folder: what a run that was killed left there, with its programs that may still be going on, is ended and removed before a new one begins.
clear_run() {
  if [ -f "$base/run/$1/programs" ]; then
    while IFS= read -r left; do
      if still_runs "$left"; then
        log "$1: ends process ${left%%:*}, which a run that was killed left behind"
        kill -TERM "${left%%:*}" 2>/dev/null
      fi
    done <"$base/run/$1/programs"
  fi
  rm -rf "${base:?}/run/$1"
}

# What a run that was killed left in the folder of backups: halves, and sidecars of what never got its name.
sweep_backups() {
  for file in "$base/backups/$1"/*.partial "$base/backups/$1"/*.sha256 "$base/backups/$1"/*.json; do
    [ -f "$file" ] || continue
    main=${file%.sha256}
    main=${main%.json}
    case $file in
      *.partial) ;;
      *) [ ! -f "$main" ] || continue ;;
    esac
    rm -f "$file" && log "$1: removed ${file##*/}, left by a run that did not end"
  done
}

# ------------------------------------------------------------------------------------------------------------------------------------------------------
# Pipes. sh knows only how the last program of a pipe ended, so each says it itself, on a descriptor of its own (5). Each runs in the background, with its
# number written down, so that a signal can end it at once.

# stage NAME PROGRAM WORDS...
stage() {
  stage_name=$1
  shift
  # A program in the background would otherwise be given no input.
  { "$@" <&3 5>&- 3<&- & } 3<&0
  identity $! && printf '%s\n' "$who" >>"$run/programs"
  wait $!
  echo "$stage_name $?" >&5
}

# Files for the last words of programs. They have their room on the disk beforehand, for it is when the disk is full that words matter.
lay_out() {
  for blank; do
    printf '%s%s%s%s' "$blanks" "$blanks" "$blanks" "$blanks" >"$run/$blank"
  done
}
blanks="$nl$nl$nl$nl$nl$nl$nl$nl$nl$nl$nl$nl$nl$nl$nl$nl"
blanks="$blanks$blanks$blanks$blanks$blanks$blanks$blanks$blanks"

# Waits for a pipe in the background whose stages report to run/stages; then sets: trouble, empty when each of the named stages ended with 0.
await_stages() {
  wait "$pipe"
  trouble=
  for wanted; do
    ended=
    while read -r name status; do
      [ "$name" != "$wanted" ] || ended=$status
    done <"$run/stages"
    case $ended in
      0) ;;
      '') trouble="$trouble$wanted did not say how it ended; " ;;
      *) trouble="$trouble$wanted ended with status $ended; " ;;
    esac
  done
  trouble=${trouble%; }
}

stop_programs() {
  [ -n "${run-}" ] && [ -f "$run/programs" ] || return 0
  while IFS= read -r left; do
    ! still_runs "$left" || kill -TERM "${left%%:*}" 2>/dev/null
  done <"$run/programs"
}

# The program that packs, with its words; what is not on this server gives way. Sets: packing, packing_end.
choose_packing() {
  packing=$1
  [ "$packing" != zstd ] || command -v zstd >/dev/null 2>&1 || packing=gzip
  [ "$packing" != gzip ] || command -v gzip >/dev/null 2>&1 || packing=none
  case $packing in
    gzip) packing_end=.gz ;;
    zstd) packing_end=.zst ;;
    none) packing_end='' ;;
  esac
}

pack() {
  case $packing in
    gzip) stage pack gzip -6 -c ;;
    zstd) stage pack zstd -q -3 -c ;;
    none) stage pack cat ;;
  esac
}

unpack() {
  case $packing in
    gzip) stage unpack gzip -dc ;;
    zstd) stage unpack zstd -q -dc ;;
    none) stage unpack cat ;;
  esac
}
