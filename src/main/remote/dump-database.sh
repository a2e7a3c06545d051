# Streams a dump of one database. Nothing is staged on the server but a 0600 option file, which a trap removes.
# $1: dump program   $2: gzip, zstd, bzip2 or none   $3: level of it   $4: number of lines of the option file   $5: database
# $6...: flags of the dump program
# Standard input: the option file (with the password), then nothing until this side may end.
# Reports: "stage dump STATUS" and "stage compress STATUS"; both must be there and 0.
tool=$1
compression=$2
level=$3
lines=$4
database=$5
shift 5

base=${TMPDIR:-/tmp}
[ -d "$base" ] && [ -w "$base" ] || base=$HOME
# The runner's random mark stands in the name, so that nobody else on the server can take the name first.
private=$base/holdfast-$(id -u)-$hf_mark-$$

# A process that has ended but that nobody has asked about (an init that does not, as in many containers) still answers kill -0.
runs() {
  kill -0 "$1" 2>/dev/null || return 1
  [ -r "/proc/$1/stat" ] && read -r stat <"/proc/$1/stat" || return 0
  case ${stat##*) } in [ZX]*) return 1 ;; esac
}

# What an earlier run left when it was killed outright: ours, and its process is gone.
for old in "$base/holdfast-$(id -u)-"*; do
  [ -d "$old" ] && [ -O "$old" ] && ! runs "${old##*-}" && rm -rf "$old"
done

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

hf_watch

# A login file of MySQL's own clients would be read last of all and overrule the option file.
MYSQL_TEST_LOGIN_FILE=$private/none
export MYSQL_TEST_LOGIN_FILE

dump() {
  "$tool" --defaults-file="$private/client.cnf" "$@" -- "$database"
  status=$?
  # The next stage may already be gone; the report goes another way.
  hf_report stage dump "$status"
}

compress() {
  case $compression in
    gzip) gzip "-$level" -c ;;
    zstd) zstd -q "-$level" -c ;;
    bzip2) bzip2 "-$level" -c ;;
    *) cat ;;
  esac
  status=$?
  hf_report stage compress "$status"
}

if [ "$compression" = none ]; then
  dump "$@"
  hf_report stage compress 0
else
  dump "$@" | compress
fi
