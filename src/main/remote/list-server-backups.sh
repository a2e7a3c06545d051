# Lists the backups a server made itself. Only reads.
# $1: absolute path of the site   $2: seconds: what was written to more recently is looked at twice   $3: seconds between the two looks
# $4: number of folders, which follow, relative to the site or absolute; the rest: patterns of file names
# Answer: records of fields that end with NUL:
#   zone NAME; offset +HHMM; folder N missing|closed; tool missing
#   file SIZE MTIME LATERSIZE LATERMTIME closed|open PATH      LATER...: after the pause, or the same where no second look was needed
#   done
root=$1
recent=$2
pause=$3
count=$4
shift 4

cd -- "$root" 2>/dev/null || cd / || exit 1

# What this server means by "two o'clock".
zone=${TZ-}
zone=${zone#:}
if [ -z "$zone" ]; then
  link=$(readlink /etc/localtime 2>/dev/null)
  case $link in */zoneinfo/*) zone=${link##*/zoneinfo/} ;; esac
fi
[ -n "$zone" ] || { [ -r /etc/timezone ] && read -r zone </etc/timezone; }
printf 'zone\0%s\0' "$zone"
printf 'offset\0%s\0' "$(date +%z)"
now=$(date +%s)

if stat -c %s . >/dev/null 2>&1; then
  look() { stat -L -c '%s %Y' "$1" 2>/dev/null; }
elif stat -f %z . >/dev/null 2>&1; then
  look() { stat -L -f '%z %m' "$1" 2>/dev/null; }
else
  printf 'tool\0missing\0done\0'
  exit 0
fi

tell() {
  access=open
  [ -r "$5" ] || access=closed
  printf 'file\0%s\0%s\0%s\0%s\0%s\0%s\0' "$1" "$2" "$3" "$4" "$access" "$5"
}

number=0
folders=
while [ "$number" -lt "$count" ]; do
  if [ ! -d "$1" ]; then
    printf 'folder\0%s\0missing\0' "$number"
  else
    real=$(cd -- "$1" 2>/dev/null && pwd -P)
    if [ -z "$real" ] || [ ! -r "$real" ]; then
      printf 'folder\0%s\0closed\0' "$number"
    else
      # Two names for one folder list it once.
      case $folders in *"$real
"*) ;; *) folders="$folders$real
" ;; esac
    fi
  fi
  shift
  number=$((number + 1))
done

young=
again() {
  set -f
  IFS='
'
  # shellcheck disable=SC2086
  set -- $young
  unset IFS
  set +f
  [ $# -eq 0 ] || sleep "$pause"
  for line; do
    size=${line%% *}
    line=${line#* }
    time=${line%% *}
    path=${line#* }
    later=$(look "$path") || continue
    tell "$size" "$time" "${later% *}" "${later#* }" "$path"
  done
}

each() {
  folder=$1
  shift
  for path in "$folder"/*; do
    [ -f "$path" ] || continue
    name=${path##*/}
    case $name in *'
'*) continue ;; esac
    for pattern; do
      # shellcheck disable=SC2254
      case $name in
        $pattern) ;;
        *) continue ;;
      esac
      facts=$(look "$path") || break
      size=${facts% *}
      time=${facts#* }
      if [ "$((now - time))" -lt "$recent" ]; then
        young="$young$size $time $path
"
      else
        tell "$size" "$time" "$size" "$time" "$path"
      fi
      break
    done
  done
}

while [ -n "$folders" ]; do
  folder=${folders%%
*}
  folders=${folders#*
}
  each "$folder" "$@"
done
again
printf 'done\0'
