# Tells which database client this server has and what can decompress. Only reads.
# $1: client to prefer (mariadb or mysql)
# Answer: lines "client PATH", "version TEXT", "compression NAME"
client=
for name in "$1" mariadb mysql; do
  client=$(command -v "$name" 2>/dev/null) && break
  # Shared hosts often keep the client programs outside the short PATH of a command.
  for folder in /usr/local/bin /usr/bin /usr/local/mysql/bin /opt/homebrew/bin /opt/bitnami/mariadb/bin /opt/bitnami/mysql/bin; do
    [ -x "$folder/$name" ] && client=$folder/$name && break 2
  done
done
if [ -n "$client" ]; then
  printf 'client %s\n' "$client"
  printf 'version %s\n' "$("$client" --no-defaults --version 2>/dev/null | sed -n 1p)"
fi
for name in zstd gzip; do
  command -v "$name" >/dev/null 2>&1 && printf 'compression %s\n' "$name"
done
exit 0
