# Gives the files of put-cron-files.sh their names, takes others out, and changes the cron table of the account.
# $1: name of the private folder below ~/.holdfast   $2: crontab, or panel (the table is not touched)
# $3, $4: bytes of the table as it is to be now, and as it is to be from then on; none: there is no table
# $5: stamp for the name under which the table of now is kept   $6: number of files that arrived, whose "MODE NAME" follow; the rest: names to take out
# Standard input: the two tables, then nothing until this side may end.
# Reports: one of
#   changed          the table is not as expected; nothing was done
#   refused WORDS    the new table was not taken; the one before is in force (restored WORDS: "yes", or what went wrong)
#   done
# exit 4: no home   5: there is no such folder of this account
folder=$1
mode=$2
before=$3
after=$4
stamp=$5
count=$6
shift 6
home=${HOME-}
[ -n "$home" ] || home=$(sed -n "s/^$(id -un):[^:]*:[^:]*:[^:]*:[^:]*:\([^:]*\):.*/\1/p" /etc/passwd 2>/dev/null | sed -n 1p)
home=$(cd -- "${home:-/nonexistent}" 2>/dev/null && pwd -P) || exit 4
place=$home/.holdfast/$folder
if [ ! -d "$place" ]; then
  # Lines may have to go although their folder is gone.
  place=$home
  [ "$count" -eq 0 ] || exit 5
fi

expected=$place/.crontab-expected.$$
wanted=$place/.crontab-wanted.$$
now=$place/.crontab-now.$$
package=$place/.crontab-package.$$
trap 'rm -f "$expected" "$wanted" "$now" "$package" "$now.check" "$now.said"' EXIT
trap 'exit 143' TERM HUP INT

size_of() { if [ "$1" = none ]; then echo 0; else echo "$1"; fi; }
first=$(size_of "$before")
second=$(size_of "$after")
head -c $((first + second)) >"$package" || exit 1
[ "$(wc -c <"$package")" -eq $((first + second)) ] || { echo 'the tables did not arrive whole' >&2; exit 1; }
hf_watch
head -c "$first" "$package" >"$expected" && tail -c "+$((first + 1))" "$package" >"$wanted" || exit 1

# What cron has now, into $1; nothing where there is no table.
read_table() {
  crontab -l >"$1" 2>/dev/null </dev/null || : >"$1"
}
set_table() {
  if [ "$2" = none ]; then crontab -r; else crontab "$1"; fi >"$now.said" 2>&1 </dev/null
}

if [ "$mode" = crontab ]; then
  read_table "$now"
  cmp -s "$now" "$expected" || { hf_report changed; exit 0; }
fi

while [ "$count" -gt 0 ]; do
  file=${1#* }
  chmod "${1%% *}" "$place/$file.arrived" && mv -f "$place/$file.arrived" "$place/$file" || exit 1
  shift
  count=$((count - 1))
done

if [ "$mode" = crontab ] && ! cmp -s "$expected" "$wanted"; then
  if [ "$before" != none ] && [ "$place" != "$home" ]; then
    cp "$now" "$place/crontab-$stamp.txt" && chmod 600 "$place/crontab-$stamp.txt" || exit 1
  fi
  said=
  if set_table "$wanted" "$after"; then
    read_table "$now.check"
    cmp -s "$now.check" "$wanted" || said='cron keeps the table otherwise than it was given'
  else
    said=$(sed -n 1,3p "$now.said" | tr '\n' ' ')
    [ -n "$said" ] || said='the crontab program failed without a word'
  fi
  if [ -n "$said" ]; then
    restored=yes
    read_table "$now.check"
    if ! cmp -s "$now.check" "$expected"; then
      set_table "$now" "$before" || restored=$(sed -n 1p "$now.said")
      read_table "$now.check"
      cmp -s "$now.check" "$expected" || restored="no: ${restored}"
    fi
    hf_report refused "$said"
    hf_report restored "$restored"
    exit 0
  fi
fi

for file; do rm -f "$place/$file" || exit 1; done
hf_report 'done'
exit 0
