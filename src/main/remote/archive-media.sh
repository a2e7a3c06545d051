# Streams one tar of the files in a list. Nothing is staged on the server but the list itself.
# $1: absolute path of the site's root   $2: gzip, zstd or none   $3: level of it   $4: keep or follow   $5: bytes of the list
# Standard input: names relative to the root, NUL-separated, then nothing until this side may end.
# Reports: "stage tar STATUS" and "stage compress STATUS", both must be there; "said LINE": what tar wrote, at most 5,000 lines.
root=$1
compression=$2
level=$3
links=$4

hf_take_list "$5"
cd -- "$root" || { hf_report stage prepare 1; exit 1; }
# Else a Mac adds files of its own for what it cannot express.
COPYFILE_DISABLE=1
export COPYFILE_DISABLE

follow=
[ "$links" = keep ] || follow=-h

# A tar that takes no list gets the names as arguments, some at a time; what each part ends with is the end mark of a tar, and goes.
# shellcheck disable=SC2016
part='
  said=$1
  follow=$2
  shift 2
  { { tar -c -f - --no-recursion $follow -- "$@"; echo "$?" >"$said.status"; } 2>>"$said" | head -c -1024; }
  read -r status <"$said.status"
  [ "$status" -le 1 ] || echo "$status" >"$said.worst"'

pack() {
  case $(tar --version 2>/dev/null </dev/null) in
    *'GNU tar'*)
      # shellcheck disable=SC2086
      tar -c -f - --format=gnu --hard-dereference $follow --null --no-recursion -T "$list" 2>"$private/said"
      ;;
    *bsdtar*)
      # shellcheck disable=SC2086
      tar -c -f - --format gnutar $follow --null -n -T "$list" 2>"$private/said"
      ;;
    *)
      xargs -0 -n 400 sh -c "$part" sh "$private/said" "$follow" <"$list" || return 2
      head -c 1024 /dev/zero || return 2
      if [ -e "$private/said.worst" ]; then return 2; fi
      ;;
  esac
}

archive() {
  pack
  status=$?
  # The next stage may already be gone; the report goes another way.
  hf_report stage tar "$status"
}

compress() {
  case $compression in
    gzip) gzip "-$level" -c ;;
    zstd) zstd -q "-$level" -c ;;
  esac
  status=$?
  hf_report stage compress "$status"
}

if [ "$compression" = none ]; then
  archive
  hf_report stage compress 0
else
  archive | compress
fi

if [ -s "$private/said" ]; then
  head -n 5000 "$private/said" | while IFS= read -r line; do hf_report said "$line"; done
fi
