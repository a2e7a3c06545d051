# Reads the settings file of a site byte for byte, and puts another content in its place by a rename.
# $1: read, write or forget   $2: absolute path of the site's root   $3: settings file, relative to it (or absolute)   $4: word that names the copy that is kept
# read: prints the settings file as it is
# write $5: bytes the file has now   $6: bytes it is to have; both contents on standard input, one behind the other. The file is changed only while it still
#   is what it was; mode and owner stay, a link to it stays a link. The first content ever replaced is kept beside it, 0600.
# forget: removes that copy
# exit 3: the folder is not there   4: the file is not there or cannot be read   5: it has changed meanwhile   6: it cannot be written, or would get another owner
way=$1
case $3 in /*) file=$3 ;; *) file=$2/$3 ;; esac
cd -- "$2" 2>/dev/null || exit 3
[ -f "$file" ] && [ -r "$file" ] || exit 4

# What a link leads to is what is replaced.
hops=0
while [ -L "$file" ] && [ "$hops" -lt 20 ]; do
  to=$(ls -ld -- "$file" | sed 's/^.* -> //')
  case $to in /*) file=$to ;; *) file=${file%/*}/$to ;; esac
  hops=$((hops + 1))
done
[ -f "$file" ] && [ ! -L "$file" ] || exit 4
kept=$file.hf-before-$4
new=$file.hf-new-$4

owner() { ls -nd -- "$1" | sed 's/^\([^ ]*\)  *[0-9]*  *\([0-9]*\)  *\([0-9]*\) .*$/\1 \2 \3/'; }

case $way in
read)
  cat -- "$file"
  ;;
write)
  clean() { rm -f -- "$new" "$new.was" "$new.both"; }
  trap clean EXIT
  trap 'clean; trap - EXIT; exit 129' HUP
  trap 'clean; trap - EXIT; exit 143' TERM
  # At once: a head may read more than it passes on.
  head -c "$(($5 + $6))" >"$new.both" || exit 6
  hf_watch
  head -c "$5" <"$new.both" >"$new.was" || exit 6
  # The copy brings mode and owner with it; the content is put into it.
  cp -p -- "$file" "$new" && chmod u+w -- "$new" || exit 6
  tail -c "$6" <"$new.both" >"$new" || exit 6
  [ "$(wc -c <"$new.was")" -eq "$5" ] && [ "$(wc -c <"$new")" -eq "$6" ] || exit 6
  cmp -s -- "$file" "$new.was" || exit 5
  if [ ! -e "$kept" ]; then
    cp -- "$file" "$kept.new" && chmod 600 -- "$kept.new" && mv -f -- "$kept.new" "$kept" || exit 6
  fi
  [ -w "$file" ] || chmod u-w -- "$new"
  [ "$(owner "$file")" = "$(owner "$new")" ] || { echo "its owner or mode would be another" >&2; exit 6; }
  sync 2>/dev/null
  mv -f -- "$new" "$file" || exit 6
  ;;
forget)
  rm -f -- "$kept"
  ;;
esac
