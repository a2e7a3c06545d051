# ------------------------------------------------------------------------------------------------------------------------------------------------------
# Messages: one a day for what is wrong, one when it is well again.

# A condition is remembered as "cond.CODE SINCE SENT STATE TEXT". SENT: the last message, or "-". STATE: open, or over while its end is still to be told.
MESSAGE_PAUSE=72000
RUN_GRACE=1800
CLOCK_SLACK=3900

# Whether the last run of a kind that came to its end failed.
is_failing() {
  recall "last.$1.failure" && seconds_of "$value" || return 1
  failed_at=$seconds
  recall "last.$1.success" && seconds_of "$value" || seconds=0
  recall "last.$1.result"
  case $value in
    failed) return 0 ;;
    running) [ "$failed_at" -gt "$seconds" ] ;;
    *) return 1 ;;
  esac
}

# Everything that is wrong now: lines CODE TEXT.
list_conditions() {
  look_at_clock
  look_at_run_times
  # What could not be remembered, most likely because there is no room for a single line.
  printf '%s' "$unrecorded"
  for kind in database structure media cleanup; do
    is_failing "$kind" || continue
    case $unrecorded in "failed-$kind "*) continue ;; esac
    # What is no longer to run is no longer missed.
    case $nl$expected in
      "$nl" | *"$nl$kind "*) ;;
      *) continue ;;
    esac
    recall "last.$kind.reason"
    printf 'failed-%s The last run of "%s" failed: %s\n' "$kind" "$kind" "$value"
  done

  # A run that was not expected before the settings were as they are is not missed.
  recall first-run || value=$at
  seconds_of "$value"
  from=$seconds
  conf_time=$(changed_at "$base/site.conf")
  [ -z "$conf_time" ] || [ "$conf_time" -le "$from" ] || from=$conf_time
  late=$(printf '%s' "$run_times" | HF_CLOCK=$(clock_before "$RUN_GRACE") awk "$RUN_READER")
  printf '%s\n' "$late" | while read -r kind last next; do
    case $kind in database | structure | media | cleanup) ;; *) continue ;; esac
    [ "$last" != - ] && [ "$last" -gt "$from" ] || continue
    recall "last.$kind.start" || value=''
    seconds_of "$value" || seconds=0
    [ "$seconds" -lt $((last - CLOCK_SLACK)) ] || continue
    iso_of "$last"
    holder=$(readlink "$base/lock/$kind" 2>/dev/null)
    if still_runs "$holder"; then
      printf 'missed-%s "%s" was expected at %s and could not begin: the run before it, which began at %s, is still going on.\n' "$kind" "$kind" "$iso" "${value:-an unknown time}"
    else
      printf 'missed-%s "%s" was expected at %s and did not begin. Last begun: %s. Look whether its line is in the crontab and cron runs.\n' "$kind" "$kind" "$iso" "${value:-never}"
    fi
  done

  if [ -f "$base/state" ]; then
    while IFS=' ' read -r key moment measure before; do
      case $key in smaller.*) ;; *) continue ;; esac
      printf 'smaller-%s The backup of %s has %s bytes, the one before had %s: look at the site. Nothing of its kind is deleted until this is settled.\n' \
        "$(printf '%s' "${key#smaller.}" | tr '.' '-')" "$moment" "$measure" "$before"
    done <"$base/state"
  fi

  look_at_disk
  if [ -n "$disk_percent" ] && [ "$disk_percent" -ge "$disk_limit_percent" ]; then
    printf 'disk The disk is %s percent full, the limit is %s. Free: %s MiB.\n' "$disk_percent" "$disk_limit_percent" $((disk_free / 1048576))
  fi

  if [ "$pull_within_days" -gt 0 ]; then
    last=$(head -n 1 "$base/last-pull" 2>/dev/null)
    recall first-run || value=$at
    if seconds_of "$last"; then since="last on $last"; else
      since='never yet'
      seconds_of "$value"
    fi
    if [ "$seconds" -lt $((now - pull_within_days * 86400)) ]; then
      printf 'pull The computer that takes the backups away was here %s; it is expected every %s days. Until it comes they lie on this server alone.\n' "$since" "$pull_within_days"
    fi
  fi
}

# When a file was last changed, in seconds; empty where nothing can tell.
changed_at() {
  stat -c %Y -- "$1" 2>/dev/null || stat -f %m -- "$1" 2>/dev/null
}

# The wall clock of some seconds ago, for RUN_READER: only today's part moves back, and a day before where it must.
clock_before() {
  date '+%s %Y %m %d %H %M %S %w' | awk -v less="$1" '{
    now = $1 - less; rest = $5 * 3600 + $6 * 60 + $7 - less
    y = $2 + 0; m = $3 + 0; d = $4 + 0; w = $8
    if (rest < 0) {
      rest += 86400; w = (w + 6) % 7
      if (--d < 1) { if (--m < 1) { m = 12; y-- } d = m == 2 ? 28 + ((y % 4 == 0 && y % 100 != 0) || y % 400 == 0) : (m == 4 || m == 6 || m == 9 || m == 11 ? 30 : 31) }
    }
    printf "%.0f %d %d %d %d %d %d %d\n", now, y, m, d, int(rest / 3600), int(rest % 3600 / 60), rest % 60, w
  }'
}

# tell EVENT CODE SINCE TEXT: by every way that is set. Fails when one of them does.
tell() {
  told=0
  subject="Backups of $site_name on $(uname -n): $(heading "$1" "$2")"
  if [ -n "$mail_to" ]; then send_mail "$subject" "$4" "$3" || { told=1; complain "the mail to $mail_to about $2 could not be sent: $words"; }; fi
  if [ -n "$webhook_url" ]; then call_webhook "$subject" "$@" || { told=1; complain "the webhook could not be called about $2: $words"; }; fi
  [ "$told" -ne 0 ] || [ -z "$mail_to$webhook_url" ] || log "message sent: $1 $2"
  return "$told"
}

heading() {
  case $1 in
    recovered) printf 'well again: %s' "$2" ;;
    test) printf 'this is a test' ;;
    *)
      case $2 in
        failed-*) printf '%s failed' "${2#failed-}" ;;
        missed-*) printf '%s did not run' "${2#missed-}" ;;
        smaller-*) printf '%s is much smaller than before' "${2#smaller-}" ;;
        disk) printf 'the disk is over its limit' ;;
        pull) printf 'not taken away' ;;
      esac
      ;;
  esac
}

# A mail program that waits for something must not keep a run from ending.
limited() {
  if command -v timeout >/dev/null 2>&1; then timeout 60 "$@"; else "$@"; fi
}

send_mail() {
  words='there is no sendmail, mail or mailx on this server'
  clean_to=$(printf '%s' "$mail_to" | tr -d '\r\n')
  # Headers are plain ASCII here; the text is UTF-8.
  clean_subject=$(printf '%s' "$1" | tr -c ' -~' '?')
  body="$2${nl}${nl}Since: $3${nl}Folder: $base${nl}Details: backup_log.txt and status.json there${nl}"
  if command -v sendmail >/dev/null 2>&1; then
    printf 'To: %s\nSubject: %s\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\nAuto-Submitted: auto-generated\n\n%s' \
      "$clean_to" "$clean_subject" "$body" | limited sendmail -i -t >/dev/null 2>"$talk/said" && return 0
    words_of "$talk/said"
    return 1
  fi
  find_program mail mailx || return 1
  set --
  rest=$clean_to,
  while [ -n "$rest" ]; do
    one=$(printf '%s' "${rest%%,*}" | tr -d ' ')
    rest=${rest#*,}
    case $one in '' | -*) ;; *) set -- "$@" "$one" ;; esac
  done
  printf '%s' "$body" | limited "$program" -s "$clean_subject" "$@" >/dev/null 2>"$talk/said" && return 0
  words_of "$talk/said"
  return 1
}

# call_webhook SUBJECT EVENT CODE SINCE TEXT. The address may be a secret: it is never a word of a command.
call_webhook() {
  look_at_clock
  {
    printf 's text %s. %s\n' "$1" "$5"
    printf 's event %s\ns condition %s\ns site %s\ns server %s\ns folder %s\ns at %s\ns since %s\ns script_version %s\n' \
      "$2" "$3" "$site_name" "$(uname -n)" "$base" "$at" "$4" "$HOLDFAST_SERVER_VERSION"
  } | awk "$JSON_WRITER" >"$talk/body" || { words='the message could not be written'; return 1; }
  case $webhook_url in
    http://* | https://*) ;;
    *) words='WEBHOOK_URL is not an address'; return 1 ;;
  esac
  if command -v curl >/dev/null 2>&1; then
    printf 'url = "%s"\n' "$(printf '%s' "$webhook_url" | sed 's/["\\]/\\&/g')" |
      curl -q -K - -sS -f -m 30 -o /dev/null -H 'Content-Type: application/json' --data-binary "@$talk/body" 2>"$talk/said" && return 0
  elif wget --version 2>/dev/null | grep -q GNU; then
    printf '%s\n' "$webhook_url" |
      wget -q -O /dev/null -T 30 -t 1 --header='Content-Type: application/json' --post-file="$talk/body" -i - 2>"$talk/said" && return 0
  elif command -v php >/dev/null 2>&1; then
    # shellcheck disable=SC2016
    printf '%s\n' "$webhook_url" | php -n -r '
      $answer = file_get_contents(trim(fgets(STDIN)), false, stream_context_create(["http" => ["method" => "POST", "timeout" => 30,
        "header" => "Content-Type: application/json", "content" => file_get_contents($argv[1])]]));
      exit($answer === false ? 1 : 0);' -- "$talk/body" >/dev/null 2>"$talk/said" && return 0
  else
    words='there is no curl, wget of GNU or php on this server'
    return 1
  fi
  words_of "$talk/said"
  # Some repeat the address.
  case $words in *"$webhook_url"*) words="${words%%"$webhook_url"*}(address)${words#*"$webhook_url"}" ;; esac
  return 1
}

unrecorded=''

# Compares what is wrong now with what was, and tells what is to be told.
look_after() {
  talk=$base/run/messages
  # Another run is just doing this: it sees the same.
  wait_for_lock messages 60
  [ $? -ne 1 ] || return 0
  rm -rf "$talk"
  # Where there is no room at all, it is told from elsewhere.
  { mkdir -p "$talk" && echo room >"$talk/now"; } 2>/dev/null || talk=$(mktemp -d 2>/dev/null) || return 0
  list_conditions >"$talk/now"
  look_at_clock
  this_moment=$now this_at=$at
  while IFS=' ' read -r code text; do
    [ -n "$code" ] || continue
    since=$this_at sent=-
    if recall "cond.$code"; then
      since=${value%% *}
      rest=${value#* }
      sent=${rest%% *}
    fi
    seconds=0
    [ "$sent" = - ] || seconds_of "$sent"
    if [ $((this_moment - seconds)) -ge "$MESSAGE_PAUSE" ] && [ -n "$mail_to$webhook_url" ]; then
      ! tell problem "$code" "$since" "$text" || sent=$this_at
    fi
    remember "cond.$code" "$since $sent open $text"
  done <"$talk/now"

  sed -n 's/^cond\.//p' "$base/state" 2>/dev/null >"$talk/known"
  while IFS=' ' read -r code since sent _ text; do
    ! grep -q -e "^$code " "$talk/now" || continue
    # What nobody was told of needs no end.
    if [ "$sent" = - ] || [ -z "$mail_to$webhook_url" ] || tell recovered "$code" "$since" "Well again since $this_at. It was: $text"; then
      remember "cond.$code" ''
    else
      remember "cond.$code" "$since $sent over $text"
    fi
  done <"$talk/known"
  rm -rf "$talk"
  free_lock messages
}
