# Finds files in folders of a site that changed within some minutes, or that a server or a shell would run. Only reads.
# $1: absolute path of the site's root   $2: changed or executables   $3: minutes, with `changed`   $4: most bytes of the answer
# $5...: folders, relative to the root, to the home (~/) or absolute; those that are not there are passed over
# Answer: records "CTIME MTIME SIZE MODE DEVICE INODE PATH" NUL, times in seconds, the mode in octal; then "end" NUL, which is missing when the answer was cut.
root=$1
what=$2
minutes=$3
most=$4
shift 4

cd -- "$root" 2>/dev/null || { hf_report root missing; exit 3; }

# Not every find can look at the time of the inode, which nobody sets back.
changed="-mmin -$minutes"
if find . -maxdepth 0 -cmin -1 >/dev/null 2>&1; then changed="( -mmin -$minutes -o -cmin -$minutes )"; fi
if [ "$what" = executables ]; then
  condition="( -perm -100 -o -perm -010 -o -perm -001 -o -name *.[pP][hH]* -o -name *.[sS][hH] -o -name *.cgi -o -name *.p[ly] -o -name *.jsp* -o -name *.asp* -o -name .htaccess -o -name .user.ini )"
else
  condition=$changed
fi
# Nothing in the words is for this shell to look up.
set -f

if find . -maxdepth 0 -printf '' 2>/dev/null; then
  how=printf
elif stat -c %n . >/dev/null 2>&1; then
  how=stat
  flag=-c
  format='%Z %Y %s %a %d %i'
else
  how=stat
  flag=-f
  format='%c %m %z %Lp %d %i'
fi

# shellcheck disable=SC2016
each='
  flag=$1 format=$2
  shift 2
  for file; do
    facts=$(stat "$flag" "$format" "$file" 2>/dev/null) && printf "%s %s\0" "$facts" "$file"
  done'

look() {
  for folder; do
    case $folder in /*) ;; "~/"*) folder=${HOME:-/nonexistent}/${folder#"~/"} ;; *) folder=./$folder ;; esac
    # A folder that is a link is entered.
    if [ -d "$folder" ]; then folder=$folder/.; elif [ ! -f "$folder" ]; then continue; fi
    # What packages and repositories keep by the ten thousand is left out, and so is what a restore keeps.
    # shellcheck disable=SC2086
    if [ "$how" = printf ]; then
      find "$folder" \( -name node_modules -o -name .git -o -name '*.hf-*' \) -prune -o -type f $condition -printf '%C@ %T@ %s %m %D %i %p\0'
    else
      find "$folder" \( -name node_modules -o -name .git -o -name '*.hf-*' \) -prune -o -type f $condition -exec sh -c "$each" sh "$flag" "$format" {} +
    fi
  done 2>/dev/null
  printf 'end\0'
}

look "$@" | head -c "$most"
