# Runs a database client that reads SQL from standard input. Nothing is staged on the server but a 0600 option file, which a trap removes.
# $1: client program   $2: gzip, zstd or none: how the SQL comes   $3: number of lines of the option file   $4: database   $5...: flags of the client
# Standard input: the option file (with the password), then SQL until the end. The end of it ends the client; hf_watch would take it away.
# Reports: "stage decompress STATUS" and "stage client STATUS".
client=$1
compression=$2
lines=$3
database=$4
shift 4

hf_take_options "$lines"
# No history, no files of the account.
MYSQL_HISTFILE=/dev/null
export MYSQL_HISTFILE

run() {
  "$client" --defaults-file="$options" "$@" --database="$database"
  status=$?
  hf_report stage client "$status"
  return "$status"
}

decompress() {
  case $compression in
    gzip) gzip -dc ;;
    zstd) zstd -q -dc ;;
  esac
  status=$?
  hf_report stage decompress "$status"
}

if [ "$compression" = none ]; then
  hf_report stage decompress 0
  run "$@"
else
  decompress | run "$@"
fi
