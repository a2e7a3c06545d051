# Compresses the beginnings of a few files, to see whether compression pays. Only reads.
# $1: absolute path of the site's root   $2: bytes taken of each   $3: bytes of the list
# Standard input: names relative to the root, NUL-separated.
# Answer: a line "BYTES GZIP ZSTD" per file that could be read; "-" where the server lacks the program.
hf_take_list "$3"
cd -- "$1" || { hf_report stage prepare 1; exit 1; }

# shellcheck disable=SC2016
each='
  most=$1
  shift
  for file; do
    [ -f "$file" ] && [ -r "$file" ] || continue
    gzip=- zstd=-
    if command -v gzip >/dev/null 2>&1; then gzip=$(head -c "$most" "$file" | gzip -1 -c | wc -c | tr -d " "); fi
    if command -v zstd >/dev/null 2>&1; then zstd=$(head -c "$most" "$file" | zstd -q -3 -c | wc -c | tr -d " "); fi
    echo "$(head -c "$most" "$file" | wc -c | tr -d " ") $gzip $zstd"
  done'
xargs -0 sh -c "$each" sh "$2" <"$list"
