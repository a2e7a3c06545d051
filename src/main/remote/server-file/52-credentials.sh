# As option files have it, for what is no secret.
option_text() {
  printf '%s' "$1" | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e '1s/^/"/' -e '$s/$/"/'
}

# Where a database server of this machine may listen. Sets: socket.
find_socket() {
  for tool in my_print_defaults mariadb-print-defaults; do
    command -v "$tool" >/dev/null 2>&1 || continue
    socket=$("$tool" client mysql mysqld 2>/dev/null | sed -n 's/^--socket=//p' | tail -n 1)
    [ -z "$socket" ] || [ ! -S "$socket" ] || return 0
  done
  for socket in /run/mysqld/mysqld.sock /var/run/mysqld/mysqld.sock /var/lib/mysql/mysql.sock /var/lib/mysql/mysqld.sock /tmp/mysql.sock; do
    [ ! -S "$socket" ] || return 0
  done
  socket=''
}

# Sets: options, the option file to sign in with; or trouble.
prepare_options() {
  trouble=
  # A login file of MySQL's own clients would be read last of all and overrule the option file.
  MYSQL_TEST_LOGIN_FILE=$run/none
  export MYSQL_TEST_LOGIN_FILE
  if [ -f "$base/database.cnf" ]; then
    options=$base/database.cnf
    is_private "$options" || trouble="$options can be read by others: chmod 600 it"
    [ -n "$trouble" ] || [ -r "$options" ] || trouble="$options cannot be read"
    return 0
  fi
  options=$run/client.cnf
  [ -f "$env_file" ] || { trouble="$env_file is not there"; return 0; }
  [ -r "$env_file" ] || { trouble="$env_file cannot be read by this account"; return 0; }
  command -v awk >/dev/null 2>&1 || { trouble='awk is missing on this server'; return 0; }
  HF_OPTIONS=$options HF_PROFILE=$profile HF_URL_NAME=$env_url_name awk "$ENV_READER" <"$env_file" >"$run/address" || trouble="$env_file could not be read to its end"
  database='' host='' port='' socket=''
  while IFS=' ' read -r key value; do
    case $key in
      problem) trouble="$env_file: $value" ;;
      database) database=$value ;;
      host) host=$value ;;
      port) port=$value ;;
      socket) socket=$value ;;
    esac
  done <"$run/address"
  [ -z "$trouble" ] || return 0
  # A site that has moved to another database must not be backed up under the name of the old one, nor the old one in its place.
  case $nl$databases in
    *"$nl$database$nl"*) ;;
    *) trouble="$env_file names the database $database, which is not one of DATABASES in site.conf"; return 0 ;;
  esac
  # To the site, localhost means the socket where there is one.
  [ -n "$socket" ] || [ "$host" != localhost ] || { find_socket; host=127.0.0.1; }
  if [ -n "$socket" ]; then
    printf 'socket=%s\nprotocol=SOCKET\n' "$(option_text "$socket")" >>"$options"
  else
    printf 'host=%s\nport=%s\nprotocol=TCP\n' "$(option_text "$host")" "$port" >>"$options"
  fi || trouble="$options could not be written"
}
