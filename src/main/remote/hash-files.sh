# SHA-256 of the files in a list. Only reads.
# $1: absolute path of the site's root   $2: bytes of the list
# Standard input: names relative to the root, NUL-separated.
# Answer: "HASH  NAME" ended by NUL for each file that could be read, in their order.
hf_take_list "$2"
cd -- "$1" || { hf_report stage prepare 1; exit 1; }

if sha256sum -z /dev/null >/dev/null 2>&1; then
  xargs -0 sha256sum -z -- <"$list"
  exit
fi
# shellcheck disable=SC2016
each='
  for file; do
    if command -v sha256sum >/dev/null 2>&1; then hash=$(sha256sum <"$file")
    elif command -v shasum >/dev/null 2>&1; then hash=$(shasum -a 256 <"$file")
    else hash=$(openssl dgst -sha256 -r <"$file")
    fi || continue
    printf "%s  %s\0" "${hash%% *}" "$file"
  done'
xargs -0 sh -c "$each" sh <"$list"
