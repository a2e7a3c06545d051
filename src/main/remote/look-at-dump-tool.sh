# Tells which dump program this server has, which of the named options it knows, and what can compress. Only reads.
# $1: program to prefer (mariadb-dump or mysqldump)   $2...: options to look for
# Answer: lines "tool PATH", "version TEXT", "option NAME", "compression NAME"
prefer=$1
shift
tool=
for name in "$prefer" mariadb-dump mysqldump; do
  tool=$(command -v "$name" 2>/dev/null) && break
  # Shared hosts often keep the client programs outside the short PATH of a command.
  for folder in /usr/local/bin /usr/bin /usr/local/mysql/bin /opt/homebrew/bin /opt/bitnami/mariadb/bin /opt/bitnami/mysql/bin; do
    [ -x "$folder/$name" ] && tool=$folder/$name && break 2
  done
done
if [ -n "$tool" ]; then
  printf 'tool %s\n' "$tool"
  printf 'version %s\n' "$("$tool" --no-defaults --version 2>/dev/null | sed -n 1p)"
  help=$("$tool" --no-defaults --help 2>/dev/null)
  for option in "$@"; do
    # mysqldump prints "--quick" and "--set-gtid-purged[=name]"; MariaDB's prints some with an underscore in the table of variables only.
    printf '%s\n' "$help" | grep -q -e "--$option[ =[,]" -e "--$option\$" -e "^$option " && printf 'option %s\n' "$option"
  done
fi
for name in zstd gzip bzip2; do
  command -v "$name" >/dev/null 2>&1 && printf 'compression %s\n' "$name"
done
exit 0
