# Puts up or takes down Laravel's maintenance page by its file alone, for code that no longer answers.
# $1: on, off or status   $2: absolute path of the site's root
# Standard input: with `on`, the content of the file (one line of JSON); it goes in as it is
# Answer: "down" or "up": how it is afterwards
# exit 3: the folder is not there   4: the file could not be written or removed
[ "$1" != on ] || IFS= read -r content || exit 4
hf_watch
cd -- "$2" 2>/dev/null || exit 3
folder=storage/framework
down=$folder/down
umask "${hf_umask:-022}"

case $1 in
on)
  [ -d "$folder" ] || exit 4
  if [ ! -e "$down" ]; then
    trap 'rm -f -- "$down.$$"' EXIT
    printf '%s\n' "$content" >"$down.$$" && mv -f -- "$down.$$" "$down" || exit 4
    # Root writes for the account the site belongs to.
    [ "$(id -u)" != 0 ] || chown "$(ls -ldn "$folder" | sed -n '1s/^[^ ]*  *[0-9]*  *\([0-9]*\)  *\([0-9]*\) .*/\1:\2/p')" "$down"
  fi
  ;;
off) rm -f -- "$down" "$folder/maintenance.php" || exit 4 ;;
esac
if [ -e "$down" ]; then echo down; else echo up; fi
