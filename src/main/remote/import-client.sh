# Runs a database client that reads SQL from standard input. Nothing is staged on the server but a 0600 option file, which a trap removes.
# $1: client program   $2: gzip, zstd or none: how the SQL comes   $3: number of lines of the option file   $4: database   $5...: flags of the client
# Standard input: the option file (with the password), then SQL until the end. The end of it ends the client; hf_watch would take it away.
# Reports: "stage decompress STATUS" and "stage client STATUS".
client=$1
compression=$2
lines=$3
database=$4
shift 4

base=${TMPDIR:-/tmp}
[ -d "$base" ] && [ -w "$base" ] || base=$HOME
# The runner's random mark stands in the name, so that nobody else on the server can take the name first.
private=$base/holdfast-$(id -u)-$hf_mark-$$

clean() { rm -rf "$private"; }
trap clean EXIT
trap 'clean; trap - EXIT; exit 129' HUP
trap 'clean; trap - EXIT; exit 130' INT
trap 'clean; trap - EXIT; exit 141' PIPE
trap 'clean; trap - EXIT; exit 143' TERM
mkdir "$private" || { hf_report stage prepare 1; exit 1; }

count=0
while [ "$count" -lt "$lines" ]; do
  IFS= read -r line || { echo "the option file did not arrive whole" >&2; hf_report stage prepare 1; exit 1; }
  printf '%s\n' "$line"
  count=$((count + 1))
done >"$private/client.cnf" || { hf_report stage prepare 1; exit 1; }

# A login file of MySQL's own clients would be read last of all and overrule the option file.
MYSQL_TEST_LOGIN_FILE=$private/none
export MYSQL_TEST_LOGIN_FILE
# No history, no files of the account.
MYSQL_HISTFILE=/dev/null
export MYSQL_HISTFILE

run() {
  "$client" --defaults-file="$private/client.cnf" "$@" --database="$database"
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
