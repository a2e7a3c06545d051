# Unpacks a tar from standard input into a folder that nobody else uses.
# $1: the folder   $2: none, gzip or zstd (what the stream is packed with)   $3: the folder for notes
# Standard input: the tar. Its end without an end mark is a line that was lost: tar then says so and ends.
# Reports: "stage tar STATUS", "stage open STATUS"
cd -- "$1" || { hf_report stage prepare 1; exit 1; }

# An earlier one of this restore may still wait at the other end of a line that nobody knows is dead. It must not write any more.
# Its number may have gone to somebody else since, so its own words are asked for.
if [ -r "$3/unpacks" ] && read -r before <"$3/unpacks"; then
  if [ -r "/proc/${before% *}/cmdline" ] && tr '\0' ' ' <"/proc/${before% *}/cmdline" | grep -q holdfast-restore-media-unpack; then
    kill -KILL "-${before#* }" 2>/dev/null
  fi
fi
[ -z "$hf_group" ] || echo "$$ $hf_group" >"$3/unpacks"

owner=--no-same-owner
short=-o
if [ "$(id -u)" = 0 ]; then
  owner=--same-owner
  short=
fi

unpack() {
  case $(tar --version 2>/dev/null </dev/null) in
    *'GNU tar'*) tar -x -p "$owner" -f - ;;
    *bsdtar*) tar -x -p "$owner" -f - ;;
    # shellcheck disable=SC2086
    *) tar -x -p $short -f - ;;
  esac
  status=$?
  hf_report stage tar "$status"
  return "$status"
}

open() {
  case $1 in
    gzip) gzip -dc ;;
    zstd) zstd -qdc ;;
  esac
  hf_report stage open "$?"
}

if [ "$2" = none ]; then
  unpack
  status=$?
  hf_report stage open 0
else
  open "$2" | unpack
  status=$?
fi
rm -f -- "$3/unpacks"
# What is switched to a moment later must not be lost to a power cut.
if [ "$status" = 0 ]; then sync -f . 2>/dev/null || sync; fi
exit "$status"
