# One finished file, from any of its blocks on. Only reads.
# $1: look, send or hash   $2: absolute path   $3: with `send`, blocks of 64 KiB to leave out
# look: size in bytes and a stamp, which changes when the file does, in one line
# send: the bytes; the line of `look` is reported before and after them
# hash: SHA-256 in hex; exit 3 where no tool can tell
# exit 4: not there   5: no plain file   6: not readable
[ -e "$2" ] || exit 4
[ -f "$2" ] || exit 5
[ -r "$2" ] || exit 6

look() {
  # GNU and busybox, then BSD; where there is no stat, what ls says to the minute.
  stat -L -c '%s %i %y' "$1" 2>/dev/null || stat -L -f '%z %i %Fm' "$1" 2>/dev/null || ls -Llin "$1" | {
    # shellcheck disable=SC2034
    read -r inode mode links user group size rest
    printf '%s %s %s\n' "$size" "$inode" "${rest%% /*}"
  }
}

case $1 in
look) look "$2" ;;
send)
  hf_report source "$(look "$2")"
  # dd seeks in 64 bits everywhere; tail counts to 4 GB only on some.
  if [ "$3" = 0 ]; then cat "$2"; else dd if="$2" bs=65536 skip="$3"; fi
  status=$?
  hf_report source "$(look "$2")"
  exit "$status"
  ;;
hash)
  if command -v openssl >/dev/null 2>&1; then openssl dgst -sha256 -r <"$2"
  elif command -v sha256sum >/dev/null 2>&1; then sha256sum <"$2"
  elif command -v shasum >/dev/null 2>&1; then shasum -a 256 <"$2"
  else exit 3
  fi
  ;;
esac
