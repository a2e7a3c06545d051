# Prints the unix sockets on which a MySQL or MariaDB server of this machine may listen, most likely first. Only reads.
{
  for tool in my_print_defaults mariadb-print-defaults; do
    command -v "$tool" >/dev/null 2>&1 && "$tool" client mysql mysqld 2>/dev/null | sed -n 's/^--socket=//p'
  done
  for path in /run/mysqld/mysqld.sock /var/run/mysqld/mysqld.sock /var/lib/mysql/mysql.sock /var/lib/mysql/mysqld.sock /tmp/mysql.sock; do
    echo "$path"
  done
} | while IFS= read -r path; do
  [ -S "$path" ] && printf '%s\n' "$path"
done
exit 0
