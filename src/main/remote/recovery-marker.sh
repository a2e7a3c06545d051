# The marker of a site: one line in .holdfast-site, 0600, that says which site lies in this folder.
# $1: read or write   $2: absolute path of the site's root   $3: with `write`, what it says
# read: prints "root ", where the folder really lies, then "marker " and the first line when there is one
# write: only where there is none or the same one; exit 5 when it says something else
# exit 3: the folder is not there   4: the marker cannot be read or written   6: it is no plain file
cd -- "$2" 2>/dev/null || exit 3
name=.holdfast-site
said=
if [ -L "$name" ] || { [ -e "$name" ] && [ ! -f "$name" ]; }; then exit 6; fi
if [ -f "$name" ]; then
  [ -r "$name" ] || exit 4
  IFS= read -r said <"$name" || :
fi

case $1 in
read)
  printf 'root %s\n' "$(pwd -P)"
  [ -z "$said" ] || printf 'marker %s\n' "$said"
  ;;
write)
  if [ -n "$said" ]; then
    [ "$said" = "$3" ] || exit 5
    exit 0
  fi
  # Beside it and renamed: a half written marker would name no site at all.
  trap 'rm -f -- "$name.$$"' EXIT
  printf '%s\n' "$3" >"$name.$$" || exit 4
  chmod 600 "$name.$$" && mv -f -- "$name.$$" "$name" || exit 4
  ;;
esac
