# Lets what was brought back and what is live change places, by renames alone, and back again.
# $1: forward, back or status   $2: swap (the folder itself) or merge (files and folders in it)
# $3: the live folder   $4: what was brought back   $5: where the live state goes   $6: the folder for notes
# $7: yes when there was a live folder before   $8: bytes of the plan; "kept": the one that was kept, if any
# Standard input: the plan, tokens ended by NUL: a letter, the folder below the live one, "//", a name in it.
#   R  replace: the live one moves away, the new one takes its place      A  add: there is no live one
#   X  the live one moves away                                            C  after a swap: moves on from the old folder to the new one
#   D0755  before a C: a folder it needs, with these rights
# Answer: the status, ended by NUL: "forward", "back", "nothing" (no plan), "gone" (what has to come back is not there any more) or "failed WORDS";
# with `status`, "forward" means that it is live. Then each token whose place was taken by something that came meanwhile; it was left where it was.
#
# Each rename can be told by what lies where, so whoever calls again after a crash goes on where it stopped, in either direction. The work runs apart
# from this program and ignores every polite signal: a line that is lost cannot stop it between two renames.
way=$1
how=$2
live=$3
stage=$4
old=$5
ops=$6
had=$7

here() { [ -e "$1" ] || [ -L "$1" ]; }

tell() {
  printf '%s\0' "$1"
  if [ -f "$ops/conflicts" ]; then cat "$ops/conflicts"; fi
  exit 0
}

if [ "$8" != kept ] && [ ! -e "$ops/plan" ]; then
  head -c "$8" >"$ops/plan.partial" || tell "failed the plan could not be kept"
  [ "$(wc -c <"$ops/plan.partial")" -eq "$8" ] || exit 1
  here "$stage" || tell "failed what was brought back is not there"
  mv -f -- "$ops/plan.partial" "$ops/plan" || tell "failed the plan could not be kept"
fi
[ -e "$ops/plan" ] || tell nothing
if [ "$way" = status ]; then
  if [ -e "$ops/switched" ]; then tell forward; else tell back; fi
fi

# Not every mv knows -n. Places are looked at first in any case; it only closes the moment between the look and the rename.
: >"$ops/one" && : >"$ops/two" || tell "failed the folder for notes cannot be written to"
keep=-f
if mv -n -- "$ops/one" "$ops/two" 2>/dev/null; then keep=-n; fi
rm -f -- "$ops/one" "$ops/two"

# Groups of one folder move by one mv. A name with a quote in it would end the quoting of the group, and moves alone.
# shellcheck disable=SC2016
merge='
  way=$1 quote=$2 keep=$3 live=$4 stage=$5 old=$6 ops=$7
  shift 7
  here() { [ -e "$1" ] || [ -L "$1" ]; }
  conflict() { printf "%s\0" "$token" >>"$ops/conflicts"; }
  open() { [ -d "$1" ] || mkdir -p -- "$1" || exit 255; }
  move() {
    open "$2"
    cd -- "$1" && mv "$keep" -- "$name" "$2/" || exit 255
  }
  group() {
    [ -n "$3" ] || return 0
    open "$2"
    cd -- "$1" && eval "mv $keep -- $3 \"\$2/\"" || exit 255
  }
  # Of a folder whose content changes, the time before; it comes back with the old content.
  note_time() {
    [ ! -e "$ops/times/$dir/.hf-0time" ] && [ -d "$live/$dir" ] || return 0
    mkdir -p -- "$ops/times/$dir" && touch -r "$live/$dir" "$ops/times/$dir/.hf-0time"
  } 2>/dev/null
  set_time() { [ ! -e "$ops/times/$dir/.hf-0time" ] || touch -r "$ops/times/$dir/.hf-0time" "$live/$dir"; } 2>/dev/null
  flush() {
    [ -n "$begun" ] || return 0
    if [ "$way" = forward ]; then
      group "$live/$dir" "$old/$dir" "$first"
      group "$stage/$dir" "$live/$dir" "$second"
    elif [ "$way" = back ]; then
      group "$live/$dir" "$stage/$dir" "$first"
      group "$old/$dir" "$live/$dir" "$second"
      set_time
    fi
    begun= first= second=
  }
  # first: away from the live folder; second: into it
  plan_first() {
    case $name in
    *"$quote"*) if [ "$way" = forward ]; then move "$live/$dir" "$old/$dir"; else move "$live/$dir" "$stage/$dir"; fi ;;
    *) first="$first $quote$name$quote" ;;
    esac
  }
  plan_second() {
    case $name in
    *"$quote"*) if [ "$way" = forward ]; then move "$stage/$dir" "$live/$dir"; else move "$old/$dir" "$live/$dir"; fi ;;
    *) second="$second $quote$name$quote" ;;
    esac
  }
  forward() {
    case $kind in
    R)
      here "$new" || return 0
      if here "$now"; then
        if here "$was"; then conflict; return 0; fi
        plan_first
      elif ! here "$was"; then
        # It has gone since the plan was made: there is nothing to come back to its place.
        open "$ops/none/$dir" && : >"$ops/none/$dir/$name" || exit 255
      fi
      plan_second ;;
    A)
      here "$new" || return 0
      if here "$now"; then conflict; else plan_second; fi ;;
    X)
      if ! here "$was" && here "$now"; then plan_first; fi ;;
    esac
  }
  back() {
    case $kind in
    R)
      if here "$new"; then
        here "$was" || return 0
        if here "$now"; then conflict; else plan_second; fi
      else
        if here "$now"; then plan_first; fi
        if here "$was"; then plan_second; fi
      fi ;;
    A)
      if ! here "$new" && here "$now"; then plan_first; fi ;;
    X)
      here "$was" || return 0
      if here "$now"; then conflict; else plan_second; fi ;;
    esac
  }
  begun= first= second= dir=
  for token; do
    kind=${token%"${token#?}"}
    rest=${token#?}
    name=${rest#*//}
    if [ -n "$begun" ] && [ "${rest%%//*}" != "$dir" ]; then flush; fi
    dir=${rest%%//*}
    now=$live/$dir/$name new=$stage/$dir/$name was=$old/$dir/$name
    case $way in
    forward)
      if [ -z "$begun" ]; then note_time; fi
      begun=yes
      forward ;;
    back)
      begun=yes
      back ;;
    check)
      if [ "$kind" = R ] && ! here "$new" && ! here "$was" && [ ! -e "$ops/none/$dir/$name" ]; then conflict; fi ;;
    esac
  done
  flush'

# shellcheck disable=SC2016
carry='
  way=$1 live=$2 old=$3 ops=$4
  shift 4
  here() { [ -e "$1" ] || [ -L "$1" ]; }
  # That something is carried is no change of either folder: both keep the time they have.
  note() { if [ ! -e "$2/.hf-0time" ] && [ -d "$1" ]; then mkdir -p -- "$2" && touch -r "$1" "$2/.hf-0time"; fi; } 2>/dev/null
  set_time() { if [ -e "$1/.hf-0time" ] && [ -d "$2" ]; then touch -r "$1/.hf-0time" "$2"; fi; } 2>/dev/null
  for token; do
    rest=${token#?}
    case $token in
    D*)
      mode=${rest%"${rest#????}"}
      rest=${rest#????}
      at=$live/${rest%%//*}/${rest#*//}
      if [ "$way" = forward ] && ! here "$at"; then mkdir -- "$at" && chmod "$mode" "$at" || exit 255; fi
      continue ;;
    esac
    dir=${rest%%//*}
    name=${rest#*//}
    if [ "$way" = forward ]; then from=$old to=$live; else from=$live to=$old; fi
    note "$old/$dir" "$ops/times-old/$dir"
    note "$live/$dir" "$ops/times-new/$dir"
    if here "$from/$dir/$name"; then
      if here "$to/$dir/$name"; then
        printf "%s\0" "$token" >>"$ops/conflicts"
        continue
      fi
      mv -- "$from/$dir/$name" "$to/$dir/$name" || exit 255
    fi
    # Also where it was moved before: it may have been killed before it came to this.
    set_time "$ops/times-old/$dir" "$old/$dir"
    set_time "$ops/times-new/$dir" "$live/$dir"
  done'

each_merge() { xargs -0 -n 200 sh -c "$merge" sh "$1" "'" "$keep" "$live" "$stage" "$old" "$ops" <"$ops/plan"; }
each_carry() { xargs -0 -n 200 sh -c "$carry" sh "$1" "$live" "$old" "$ops" <"$ops/plan"; }

# Something has made a new folder where the live one was: it holds what came in that moment, and stays under a name of its own.
move_late_away() {
  late=1
  while here "${old%.hf-old-*}.hf-late$late-${old##*.hf-old-}"; do late=$((late + 1)); done
  mv -- "$live" "${old%.hf-old-*}.hf-late$late-${old##*.hf-old-}"
}

# $1 becomes the live folder.
put_in_place() {
  attempts=0
  while [ "$attempts" -lt 5 ]; do
    attempts=$((attempts + 1))
    if here "$live"; then move_late_away || return 1; fi
    mv -- "$1" "$live" || return 1
    # mv moves into a folder that was made in that very moment.
    here "$live/${1##*/}" || return 0
    mv -- "$live/${1##*/}" "$1" || return 1
  done
  return 1
}

swap_forward() {
  here "$stage" || return 0
  if ! here "$old" && here "$live"; then mv -- "$live" "$old" || return 1; fi
  put_in_place "$stage" && return 0
  # The old state is live again before anybody hears of it.
  if here "$old" && ! here "$live"; then mv -- "$old" "$live"; fi
  return 1
}

swap_back() {
  if here "$stage"; then
    here "$old" || return 0
  elif here "$live"; then
    mv -- "$live" "$stage" || return 1
  fi
  if here "$old"; then put_in_place "$old"; fi
}

work() {
  rm -f -- "$ops/conflicts" "$ops/status"
  if [ "$way" = forward ]; then
    rm -f -- "$ops/undone-$how"
    if [ "$how" = swap ]; then swap_forward && each_carry forward; else each_merge forward; fi || return 1
    # The moment from which on something new is something that the undo would take away.
    [ -e "$ops/switched" ] || : >"$ops/switched"
    return
  fi
  if [ "$how" = swap ]; then
    if ! here "$stage" && [ "$had" = yes ] && ! here "$old"; then return 7; fi
    here "$stage" || each_carry back || return 1
    swap_back || return 1
  else
    each_merge check
    if [ -s "$ops/conflicts" ]; then return 7; fi
    each_merge back || return 1
  fi
  # Renamed, so that the moment stays known: what came after it must not be removed with the rest.
  [ ! -e "$ops/switched" ] || mv -f -- "$ops/switched" "$ops/undone-$how"
}

start_of() {
  [ -r "/proc/$1/stat" ] && read -r stat <"/proc/$1/stat" || return 0
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  case $1 in [ZX]*) return 0 ;; esac
  shift 19
  echo "$1"
}

# Whether the one who holds the lock still works: the same process, not another that was given its number.
is_held() {
  read -r holder start <"$ops/lock/by" 2>/dev/null || return 1
  kill -0 "$holder" 2>/dev/null || return 1
  [ ! -r "/proc/$holder/stat" ] || [ "$start" = "$(start_of "$holder")" ]
}

# One at a time: an earlier one may still be at work although its line is gone.
lock() {
  rounds=0
  until mkdir -- "$ops/lock" 2>/dev/null; do
    if is_held; then
      rounds=0
    else
      # It was killed, or it has not written yet who it is.
      rounds=$((rounds + 1))
      if [ -s "$ops/lock/by" ] || [ "$rounds" -gt 10 ]; then
        rm -rf -- "$ops/lock"
        continue
      fi
    fi
    sleep 0.1 || sleep 1
  done
}

(
  trap '' HUP INT TERM PIPE
  lock
  # $$ is the number of the program that waits; this shell's own is that of a child's parent.
  own=$(exec sh -c 'echo "$PPID"')
  echo "$own $(start_of "$own")" >"$ops/lock/by.partial" && mv -f -- "$ops/lock/by.partial" "$ops/lock/by"
  work
  status=$?
  case $status in
  0) echo "$way" ;;
  7) echo gone ;;
  *) echo "failed $(tail -n 5 "$ops/said" | head -c 2000)" ;;
  esac >"$ops/status.partial"
  mv -f -- "$ops/status.partial" "$ops/status"
  rm -rf -- "$ops/lock"
) </dev/null >"$ops/said" 2>&1 &
wait "$!"
if [ -s "$ops/status" ]; then tell "$(cat "$ops/status")"; fi
tell "failed it was ended before it could say how it went"
