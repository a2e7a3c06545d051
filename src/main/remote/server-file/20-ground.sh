# ------------------------------------------------------------------------------------------------------------------------------------------------------
# The ground: cron gives a short PATH, perhaps no HOME, and any locale.

set -u
umask 077
unset IFS CDPATH LANG LANGUAGE MYSQL_PWD MYSQL_HOST MYSQL_TCP_PORT MYSQL_UNIX_PORT MYSQL_HOME COPYFILE_DISABLE
LC_ALL=C
export LC_ALL
PATH=${PATH:-/usr/bin:/bin}:/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin:/usr/lib
PATH=$PATH:/usr/local/mysql/bin:/usr/local/mariadb/bin:/opt/bitnami/mariadb/bin:/opt/bitnami/mysql/bin:/opt/homebrew/bin:/opt/homebrew/opt/mariadb/bin
export PATH

nl='
'
case $0 in
  */*) base=${0%/*} ;;
  *) base=. ;;
esac
base=$(cd -P -- "${base:-/}" && pwd -P) || exit 77
HOME=${HOME:-$base}
export HOME

# What went wrong before there is anything to write it to. Cron sends this to the owner of the account, where it can send at all.
refuse() {
  status=$1
  shift
  printf 'holdfast-server.sh: %s\n' "$*" >&2
  exit "$status"
}

# The permissions of one file or folder as ls shows them: drwx------
permissions() {
  # shellcheck disable=SC2012
  ls -ld -- "$1" 2>/dev/null | cut -c 1-10
}

# No group, nobody else, and ours.
is_private() {
  case $(permissions "$1") in
    ????------) [ -O "$1" ] ;;
    *) return 1 ;;
  esac
}

refuse_open_folder() {
  is_private "$base" || refuse 77 "$base can be looked into by others. chmod 700 it, and look who could read what is in it."
  folder=$base
  while [ -n "$folder" ]; do
    case ${folder##*/} in
      public_html | htdocs | httpdocs) refuse 77 "$base lies below ${folder##*/}, which web servers give to everybody. Move it." ;;
    esac
    for page in index.php index.html index.htm; do
      [ ! -e "$folder/$page" ] || refuse 77 "$base lies below $folder, which holds $page and seems to be reachable from the web. Move it."
    done
    folder=${folder%/*}
  done
}

# Sets: now (seconds since the epoch), today, at (2026-11-26T02:00:03Z).
look_at_clock() {
  now=$(date +%s)
  iso_of "$now"
  at=$iso
}

# 2026-11-26T02:00:03Z, with or without parts of a second -> seconds. Days are counted from March, so that the leap day is the last of a year.
seconds_of() {
  seconds=0
  case $1 in
    [0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]*Z) ;;
    *) return 1 ;;
  esac
  t=$1
  year=${t%%-*}
  t=${t#*-}
  month=${t%%-*}
  t=${t#*-}
  day=${t%%T*}
  t=${t#*T}
  hour=${t%%:*}
  t=${t#*:}
  minute=${t%%:*}
  second=${t#*:}
  second=${second%%[!0-9]*}
  # A leading zero would make them octal.
  month=${month#0} day=${day#0} hour=${hour#0} minute=${minute#0} second=${second#0}
  [ "$month" -gt 2 ] || { year=$((year - 1)) month=$((month + 12)); }
  seconds=$(((year * 365 + year / 4 - year / 100 + year / 400 + (153 * (month - 3) + 2) / 5 + day - 719469) * 86400 + hour * 3600 + minute * 60 + second))
}

# And back.
iso_of() {
  z=$(($1 / 86400 + 719468))
  rest=$(($1 % 86400))
  era=$((z / 146097))
  doe=$((z - era * 146097))
  yoe=$(((doe - doe / 1460 + doe / 36524 - doe / 146096) / 365))
  doy=$((doe - (365 * yoe + yoe / 4 - yoe / 100)))
  mp=$(((5 * doy + 2) / 153))
  day=$((doy - (153 * mp + 2) / 5 + 1))
  month=$((mp < 10 ? mp + 3 : mp - 9))
  year=$((yoe + era * 400 + (month <= 2)))
  iso=$(printf '%04d-%02d-%02dT%02d:%02d:%02dZ' "$year" "$month" "$day" $((rest / 3600)) $((rest % 3600 / 60)) $((rest % 60)))
}

# Any text on one line, and not endless.
one_line() {
  case $1 in
    *[[:cntrl:]]*) ;;
    # Most are: no programs for them.
    *) [ ${#1} -gt 600 ] || { printf '%s' "$1"; return 0; } ;;
  esac
  printf '%s' "$1" | tr '\n\r\t' '   ' | tr -d '\000-\037' | cut -c 1-600
}

size_of() {
  bytes=$(wc -c <"$1") || return 1
  bytes=$((bytes))
}

LOG_BYTES=1048576
# One line into the log; what is wrong goes to the screen, or by cron to the owner of the account, as well.
log() {
  log_line=$(one_line "$*")
  if [ -f "$base/backup_log.txt" ] && size_of "$base/backup_log.txt" && [ "$bytes" -gt "$LOG_BYTES" ]; then
    for older in 2 1; do
      [ ! -f "$base/backup_log.txt.$older" ] || mv -f "$base/backup_log.txt.$older" "$base/backup_log.txt.$((older + 1))"
    done
    mv -f "$base/backup_log.txt" "$base/backup_log.txt.1"
  fi
  iso_of "$(date +%s)"
  printf '%s %s\n' "$iso" "$log_line" 2>/dev/null >>"$base/backup_log.txt"
  [ ! -t 1 ] || printf '%s\n' "$log_line"
}

complain() {
  log "$@"
  [ -t 1 ] || printf 'holdfast-server.sh: %s\n' "$(one_line "$*")" >&2
}

# Input goes into a file that others see only when it is whole. Two runs may write the same at a time.
write_whole() {
  cat >"$1.$$.partial" && mv -f "$1.$$.partial" "$1" || { rm -f "$1.$$.partial"; return 1; }
}
