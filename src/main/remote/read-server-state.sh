# Tells what goes on at a server: processes, sign-ins, cron tables, keys that may sign in, connections. Only reads; what may not be read is left out.
# $1: absolute path of the site's root   $2: most bytes of one part
# Answer: text with a heading "== NAME" before each part
root=$1
most=$2
PATH=${PATH:+$PATH:}/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin
home=${HOME-}
[ -n "$home" ] || home=/nonexistent

part() {
  printf '== %s\n' "$1"
  shift
  "$@" 2>&1 </dev/null | head -c "$most"
  echo
}
# Only programs that are there.
try() {
  command -v "$1" >/dev/null 2>&1 || return 0
  part "$*" "$@"
}
show() {
  for file; do
    [ -f "$file" ] && [ -r "$file" ] || continue
    part "$(ls -ld "$file" 2>/dev/null)" cat "$file"
  done
}

try date -u
try uname -a
try id
try uptime
try who -a
if last -n 1 >/dev/null 2>&1; then try last -n 200; else try last; fi
try lastlog
if ps auxww >/dev/null 2>&1; then
  try ps auxww
elif ps -ef >/dev/null 2>&1; then
  try ps -ef
else
  try ps
fi
if command -v ss >/dev/null 2>&1; then try ss -tunap; else try netstat -tunap; fi
try crontab -l
show /etc/crontab /etc/cron.d/*
show "$home"/.ssh/authorized_keys "$home"/.ssh/authorized_keys2 /root/.ssh/authorized_keys
part "$home/.ssh" ls -la "$home/.ssh"
show "$home"/.bash_history "$home"/.ash_history "$home"/.zsh_history
show "$home"/.profile "$home"/.bashrc "$home"/.bash_profile
part 'accounts that may sign in' sed -n '/\(nologin\|false\|sync\|halt\|shutdown\)$/!p' /etc/passwd
part "$root" ls -la "$root"
part '/tmp' ls -la /tmp
part '/dev/shm' ls -la /dev/shm
exit 0
