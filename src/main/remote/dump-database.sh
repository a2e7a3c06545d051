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

hf_take_options "$lines"
hf_watch

dump() {
  "$tool" --defaults-file="$options" "$@" -- "$database"
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
