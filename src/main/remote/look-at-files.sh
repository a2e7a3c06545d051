# Says what has become of the entries in a list. Only reads.
# $1: absolute path of the site's root   $2: bytes of the list
# Standard input: names relative to the root, NUL-separated.
# Answer: one letter per name, in their order: g gone, u not readable, t there.
hf_take_list "$2"
cd -- "$1" || { hf_report stage prepare 1; exit 1; }

# What lies in a folder that may not be entered looks like gone.
# shellcheck disable=SC2016
each='
  for file; do
    folder=${file%/*}
    [ "$folder" != "$file" ] || folder=.
    if [ -L "$file" ]; then printf t
    elif [ -e "$file" ]; then
      if [ -r "$file" ]; then printf t; else printf u; fi
    elif [ -d "$folder" ] && [ ! -x "$folder" ]; then printf u
    else printf g
    fi
  done'
xargs -0 sh -c "$each" sh <"$list"
