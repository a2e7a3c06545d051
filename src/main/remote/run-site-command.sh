# Runs one command line of a site in its root, as the account the site's files belong to, and ends it with all it started when it takes too long.
# $1: absolute path of the site's root   $2: seconds it may take   $3: number of lines of the command
# Standard input: the lines of the command (they may hold a secret), then nothing until this side may end.
# Answer: what the command writes, both streams as one, in order.
# Reports: "as USER" where it is not the account that signed in; then "exit STATUS" or "timeout". When it was not run:
#   "root missing"; "account USER", which root could not become
# What a command leaves running ends with it, unless it has left this session (setsid, systemctl, supervisorctl).
root=$1
seconds=$2
lines=$3

command_line=
while [ "$lines" -gt 0 ]; do
  IFS= read -r line || { hf_report cut; exit 1; }
  command_line="$command_line$line
"
  lines=$((lines - 1))
done
hf_watch

cd -- "$root" 2>/dev/null || { hf_report root missing; exit 3; }

# A command over SSH has a short PATH, a cron-like account none at all.
PATH=${PATH:+$PATH:}/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin
export PATH
# Caches and the maintenance file are read by the web server, which may be another account: the account's own umask, not the prelude's.
umask "${hf_umask:-022}"
# The prelude's C would turn names and output of the site into question marks.
unset LC_ALL
# Told by this that it stands under another shell, bash does not take itself for a sign-in and reads no login files, which may print.
SHLVL=2
export SHLVL

# Root that clears a cache leaves files behind that the site may not write to: commands run as the account the site belongs to.
as=
if [ "$(id -u)" = 0 ]; then
  # shellcheck disable=SC2012
  owner=$(ls -ldn . | sed -n '1s/^[^ ]*  *[0-9]*  *\([0-9]*\)  *\([0-9]*\) .*/\1 \2/p')
  uid=${owner% *}
  gid=${owner#* }
  name=$(id -nu "$uid" 2>/dev/null)
  if [ -n "$uid" ] && [ "$uid" != 0 ]; then
    if setpriv --reuid="$uid" --regid="$gid" --clear-groups true 2>/dev/null; then
      as=setpriv
      groups=--clear-groups
      [ -z "$name" ] || ! setpriv --reuid="$uid" --regid="$gid" --init-groups true 2>/dev/null || groups=--init-groups
    elif [ -n "$name" ] && runuser -u "$name" -- true 2>/dev/null; then
      as=runuser
    elif [ -n "$name" ] && command -v su >/dev/null 2>&1; then
      as=su
      # Some begin a session of its own with -c, which would outlive its time.
      case $(su --help 2>&1 </dev/null) in *--session-command*) option=--session-command ;; *) option=-c ;; esac
    else
      # Code that somebody may have changed is not run as root.
      hf_report account "${name:-$uid}"
      exit 4
    fi
    hf_report as "${name:-$uid}"
    # What the command keeps at home must not be looked for in root's.
    home=$(sed -n "s/^$name:[^:]*:[^:]*:[^:]*:[^:]*:\([^:]*\):.*/\1/p" /etc/passwd 2>/dev/null | sed -n 1p)
    if [ -n "$name" ] && [ -n "$home" ]; then
      HOME=$home
      export HOME
    fi
  fi
fi

run() {
  case $as in
    setpriv) exec setpriv --reuid="$uid" --regid="$gid" "$groups" sh -c "$command_line" ;;
    runuser) exec runuser -u "$name" -- sh -c "$command_line" ;;
    su) exec su -s /bin/sh "$option" "$command_line" "$name" ;;
    *) exec sh -c "$command_line" ;;
  esac
}

timed_out=
trap 'timed_out=yes' USR1
run </dev/null 2>&1 &
child=$!
# In steps of a second: a sleep of the whole time would outlive the command.
(
  waited=0
  while [ "$waited" -lt "$seconds" ]; do
    sleep 1
    kill -0 "$$" || exit
    waited=$((waited + 1))
  done
  kill -USR1 "$$"
) >/dev/null 2>&1 &
timer=$!

wait "$child"
status=$?
if [ -z "$timed_out" ]; then
  kill "$timer" 2>/dev/null
  hf_report exit "$status"
  # What still holds the output would keep the line open.
  if [ "$hf_group" = "$$" ]; then
    trap '' TERM
    kill -TERM "-$$" 2>/dev/null
  fi
  exit 0
fi

hf_report timeout
trap '' TERM
kill -TERM "${hf_group:+-}${hf_group:-$child}" 2>/dev/null
rounds=0
while kill -0 "$child" 2>/dev/null && [ "$rounds" -lt 15 ]; do
  sleep 0.2 || sleep 1
  rounds=$((rounds + 1))
done
# Nothing is said after this: this shell is one of the group.
kill -KILL "${hf_group:+-}${hf_group:-$child}" 2>/dev/null
exit 0
