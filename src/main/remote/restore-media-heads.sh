# The first 16 bytes of some files. Only reads.
# $1: absolute path of the folder   $2: bytes of the list
# Standard input: names below the folder, NUL-separated.
# Answer: a line per file, in their order: the bytes as hex digits, or "-" when it cannot be read.
hf_take_list "$2"
cd -- "$1" || exit 1
# shellcheck disable=SC2016
each='
  for file; do
    if [ -f "$file" ] && [ -r "$file" ]; then od -An -v -tx1 -N16 <"$file" | tr -d " \n" && echo
    else echo -
    fi
  done'
xargs -0 sh -c "$each" sh <"$list"
