# Runs one work of a site's own program now, as cron would: with cron's few variables and no input, from the home folder.
# $1: name of the private folder below ~/.holdfast   $2: what is run
# Answer: what it writes to its log, and what it says, line by line as it comes
# Reports: missing (the program is not there); exit STATUS
home=${HOME-}
[ -n "$home" ] || home=$(sed -n "s/^$(id -un):[^:]*:[^:]*:[^:]*:[^:]*:\([^:]*\):.*/\1/p" /etc/passwd 2>/dev/null | sed -n 1p)
home=$(cd -- "${home:-/nonexistent}" 2>/dev/null && pwd -P)
place=$home/.holdfast/$1
[ -f "$place/holdfast-server.sh" ] || { hf_report missing; exit 0; }
log=$place/backup_log.txt
lines_in() { if [ -f "$log" ]; then wc -l <"$log"; else echo 0; fi; }
shown=$(($(lines_in)))
show_new() {
  lines=$(($(lines_in)))
  # The log was put aside and begun anew.
  [ "$lines" -ge "$shown" ] || shown=0
  [ "$lines" -gt "$shown" ] || return 0
  sed -n "$((shown + 1)),${lines}p" "$log"
  shown=$lines
}

cd -- "$home" || exit 1
name=$(id -un 2>/dev/null)
umask "${hf_umask:-022}"
env -i HOME="$home" LOGNAME="$name" USER="$name" SHELL=/bin/sh PATH=/usr/bin:/bin /bin/sh "$place/holdfast-server.sh" "$2" </dev/null 2>&1 &
child=$!
while kill -0 "$child" 2>/dev/null; do
  show_new
  sleep 0.5 2>/dev/null || sleep 1
done
wait "$child"
status=$?
show_new
hf_report exit "$status"
exit 0
