# Puts files beside their places in the private folder of a site; they are given their names by apply-cron.sh, once this side has seen that they came whole.
# $1: name of the private folder below ~/.holdfast   $2: bytes of all files together; then for each file: its name, its size
# Standard input: the bytes of the files, one after the other, then nothing until this side may end.
# Answer: NAME NUL CONTENT NUL for each file as it lies there now, "done" NUL NUL
# exit 4: no home   5: the folder belongs to somebody else, or is none
folder=$1
total=$2
shift 2
home=${HOME-}
[ -n "$home" ] || home=$(sed -n "s/^$(id -un):[^:]*:[^:]*:[^:]*:[^:]*:\([^:]*\):.*/\1/p" /etc/passwd 2>/dev/null | sed -n 1p)
home=$(cd -- "${home:-/nonexistent}" 2>/dev/null && pwd -P) || exit 4
top=$home/.holdfast
place=$top/$folder

# $1: folder. A link could lead to where others read.
own_folder() {
  [ -e "$1" ] || [ -h "$1" ] || mkdir "$1" || exit 1
  [ -d "$1" ] && [ ! -h "$1" ] && [ -O "$1" ] || { echo "$1 is no folder of this account" >&2; exit 5; }
  chmod 700 "$1" || exit 1
}
own_folder "$top"
own_folder "$place"
mkdir -p "$place/backups/database" "$place/backups/structure" "$place/backups/media" || exit 1
chmod 700 "$place/backups" "$place/backups/database" "$place/backups/structure" "$place/backups/media" || exit 1

package=$place/.arriving
trap 'rm -f "$package"' EXIT
trap 'exit 143' TERM HUP INT
head -c "$total" >"$package" || exit 1
[ "$(wc -c <"$package")" -eq "$total" ] || { echo 'the files did not arrive whole' >&2; exit 1; }
hf_watch

at=1
while [ $# -gt 0 ]; do
  rm -f "$place/$1.arrived"
  tail -c "+$at" "$package" | head -c "$2" >"$place/$1.arrived" || exit 1
  at=$((at + $2))
  printf '%s\0' "$1"
  cat "$place/$1.arrived" || exit 1
  printf '\0'
  shift 2
done
printf 'done\0\0'
exit 0
