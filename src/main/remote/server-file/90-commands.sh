# ------------------------------------------------------------------------------------------------------------------------------------------------------
# Commands

made='' made_bytes=0

# Others on this server come first.
be_modest() {
  renice -n 10 -p $$ >/dev/null 2>&1
  ionice -c 3 -p $$ >/dev/null 2>&1
}

# What a signal leaves: nothing half, and a word about it.
on_signal() {
  trap '' HUP INT TERM
  stop_programs
  [ -z "${path-}" ] || rm -f "$path".*partial "$path.json" "$path.sha256"
  look_at_clock
  complain "$kind: ended by a signal ($1)"
  remember "last.$kind.result" failed "last.$kind.failure" "$at" "last.$kind.reason" "ended by a signal ($1)" "last.$kind.end" "$at"
  rm -rf "${run:?}"
  write_status
  free_lock "$kind"
  trap - EXIT
  exit "$2"
}

begin_run() {
  kind=$1
  take_lock "$kind"
  status=$?
  if [ "$status" -eq 2 ]; then
    unrecorded="failed-$kind \"$kind\" could not begin: nothing can be written to $base.$nl"
    complain "$kind: could not begin: nothing can be written to $base"
    return 1
  fi
  if [ "$status" -ne 0 ]; then
    log "$kind: the run before, process ${holder%%:*}, is still going on; this one does nothing"
    [ -t 1 ] || printf 'holdfast-server.sh: a run of %s is still going on\n' "$kind" >&2
    return 75
  fi
  run=$base/run/$kind path='' warned=''
  trap 'rm -rf "${run:?}"' EXIT
  trap 'on_signal HUP 129' HUP
  trap 'on_signal INT 130' INT
  trap 'on_signal TERM 143' TERM
  clear_run "$kind"
  [ ! -d "$base/backups/$kind" ] || sweep_backups "$kind"
  look_at_clock
  run_began=$now
  if ! mkdir -p "$run" 2>/dev/null; then
    failures="the folder $run could not be made: is the disk full?"
    end_run
    return 1
  fi
  remember "last.$kind.start" "$at" "last.$kind.result" running
  log "$kind: begins"
  be_modest
  write_status
}

# Writes down how a run ended. Uses: failures, warned, made, made_bytes. Returns the status to exit with.
end_run() {
  look_at_clock
  set -- "last.$kind.end" "$at" "last.$kind.seconds" "$((now - run_began))" "last.$kind.warning" "$warned"
  ending=0
  if [ -n "$failures" ]; then
    ending=1
    failures=$(one_line "${failures%; }")
    complain "$kind: failed: $failures"
    set -- "$@" "last.$kind.result" failed "last.$kind.failure" "$at" "last.$kind.reason" "$failures"
  else
    set -- "$@" "last.$kind.success" "$at" "last.$kind.result" ok
    if [ -n "$warned" ]; then
      ending=2
      set -- "$@" "last.$kind.result" warning
    fi
    [ -z "$made" ] || set -- "$@" "last.$kind.files" "${made% }" "last.$kind.size" "$made_bytes"
    log "$kind: ends, $((now - run_began)) seconds"
  fi
  if ! remember "$@"; then
    complain "$kind: how it ended could not be written down: is the disk full?"
    unrecorded="failed-$kind The last run of \"$kind\" could not write down how it ended${failures:+: $failures}$nl"
  fi
  rm -rf "${run:?}"
  trap - EXIT HUP INT TERM
  free_lock "$kind"
  return "$ending"
}

run_backup() {
  begin_run "$1" || return $?
  failures='' made='' made_bytes=0
  check_room "$kind"
  if [ -n "$trouble" ]; then failures=$trouble; else
    case $kind in
      media) make_archive ;;
      *) make_dumps ;;
    esac
  fi
  end_run
}

run_cleanup() {
  begin_run cleanup || return $?
  for each in database structure media; do
    # Halves of a run that is going on are its own.
    if take_lock "$each"; then
      sweep_backups "$each"
      free_lock "$each"
    fi
  done
  for file in "$base"/*.partial; do
    [ ! -f "$file" ] || [ -z "$(find "$file" -prune -mmin +60 2>/dev/null)" ] || rm -f "$file"
  done
  clean_up
  end_run
}

# Both parts, each with its own outcome; together they are done when both are.
run_application() {
  look_at_clock
  application_began=$now
  remember last.application.start "$at" last.application.result running
  run_backup database
  first=$?
  both_files=''
  [ "$first" -ne 0 ] && [ "$first" -ne 2 ] || both_files=$made
  bytes_made=$made_bytes
  if [ -n "$media_folders" ]; then
    run_backup media
    second=$?
    [ "$second" -ne 0 ] && [ "$second" -ne 2 ] || both_files=$both_files$made
    bytes_made=$((bytes_made + made_bytes))
  else
    second=0
  fi
  look_at_clock
  set -- last.application.end "$at" last.application.seconds "$((now - application_began))"
  case $first$second in
    00 | 02 | 20 | 22)
      both=0
      [ "$first$second" = 00 ] || both=2
      set -- "$@" last.application.success "$at" last.application.files "${both_files% }" last.application.size "$bytes_made"
      if [ "$both" -eq 0 ]; then set -- "$@" last.application.result ok last.application.warning ''; else
        set -- "$@" last.application.result warning last.application.warning 'See database and media.'
      fi
      ;;
    *)
      both=1
      set -- "$@" last.application.result failed last.application.failure "$at" last.application.reason 'See database and media.'
      ;;
  esac
  remember "$@"
  return "$both"
}

run_monitor() {
  look_at_clock
  monitor_began=$now
  remember last.monitor.start "$at" last.monitor.result ok
  # What a killed run left running or lying is found by the next one of its kind; that it never came to its end is said here.
  for each in database structure media cleanup; do
    recall "last.$each.result" && [ "$value" = running ] || continue
    still_runs "$(readlink "$base/lock/$each" 2>/dev/null)" ||
      remember "last.$each.result" failed "last.$each.failure" "$at" "last.$each.reason" 'the run was killed, or the server restarted, before it came to its end'
  done
  look_after
  look_at_clock
  remember last.monitor.end "$at" last.monitor.success "$at" last.monitor.seconds "$((now - monitor_began))"
}

# Looks at all that a backup needs. Prints a line for each; returns 1 when something is missing.
run_test() {
  missing=0
  run=$base/run/test kind=database
  good() { printf 'ok    %s\n' "$1"; }
  bad() { missing=1 && printf 'FAIL  %s\n' "$1"; }
  clear_run test
  mkdir -p "$run" || { bad "$run could not be made"; return 1; }
  trap 'rm -rf "${run:?}"' EXIT
  good "version $HOLDFAST_SERVER_VERSION in $base, which is private"
  for name in awk tar gzip; do if command -v "$name" >/dev/null 2>&1; then good "$name"; else bad "$name is missing"; fi; done
  check_room database
  if [ -z "$trouble" ]; then good "room: ${disk_free:-unknown} bytes free, ${disk_percent:-?} percent used"; else bad "$trouble"; fi
  if [ -n "$databases" ]; then
    prepare_options
    client=''
    ! find_program mariadb mysql || client=$program
    [ -n "$client" ] || bad 'the program mysql or mariadb is missing: dumps cannot be compared with the server'
    find_program mysqldump mariadb-dump || bad 'mysqldump or mariadb-dump is missing'
    if [ -n "$trouble" ]; then bad "$trouble"; elif [ -n "$client" ]; then
      while IFS= read -r one; do
        [ -n "$one" ] || continue
        if printf 'SELECT 1;\n' | ask "$one" >/dev/null; then good "database $one can be read"; else words_of "$run/said" && bad "database $one: $words"; fi
      done <<LIST
$databases
LIST
    fi
  fi
  while IFS= read -r one; do
    [ -n "$one" ] || continue
    if [ -d "$site_root/$one" ] && [ -r "$site_root/$one" ]; then good "folder $one"; else bad "folder $one is not there, or cannot be read"; fi
  done <<LIST
$media_folders
LIST
  if [ "${1-}" = send ]; then
    talk=$run
    look_at_clock
    if [ -z "$mail_to$webhook_url" ]; then bad 'neither MAIL_TO nor WEBHOOK_URL is set'; elif tell test test "$at" 'Messages about the backups of this site arrive this way.'; then
      good 'a test message was sent'
    else
      bad "the test message could not be sent: $words"
    fi
  fi
  rm -rf "${run:?}"
  trap - EXIT
  return "$missing"
}

finish() {
  look_after
  write_status
  exit "$1"
}

main() {
  case ${1-} in
    database | structure | media | application | cleanup | monitor | status | test | accept) ;;
    version) printf '%s\n' "$HOLDFAST_SERVER_VERSION" && exit 0 ;;
    *) refuse 64 'say one of: database, structure, media, application, cleanup, monitor, status, test, accept, version' ;;
  esac
  refuse_open_folder
  read_settings
  mkdir -p "$base/lock" "$base/run" "$base/backups/database" "$base/backups/structure" "$base/backups/media" || refuse 1 "folders in $base could not be made"
  cd "$base" || exit 1
  look_at_clock
  recall first-run || remember first-run "$at"
  case $1 in
    database | structure | media) run_backup "$1" ;;
    application) run_application ;;
    cleanup) run_cleanup ;;
    monitor) run_monitor ;;
    accept) accept_sizes ;;
    status) write_status && cat "$base/status.json" && exit 0 || exit 1 ;;
    test) run_test "${2-}" && exit 0 || exit 1 ;;
  esac
  finish "$?"
}

main "$@"
