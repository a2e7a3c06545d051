# Lists folders that look like the root of a Laravel or Django application, one a line. Only reads.
# $1: folder to search, or empty for the usual ones of the account
search() {
  # -prune keeps the search out of the big folders that never hold another application's root.
  find "$1" -maxdepth "$2" \( -name vendor -o -name node_modules -o -name .git -o -name storage -o -name .cache -o -name proc \) -prune \
    -o \( -name artisan -o -name manage.py \) -type f -print 2>/dev/null
}
{
  if [ -n "$1" ]; then
    search "$1" 3
  else
    [ -n "$HOME" ] && search "$HOME" 5
    for folder in /var/www /srv /opt; do
      [ -d "$folder" ] && search "$folder" 4
    done
  fi
} | sed 's|/[^/]*$||' | sort -u | sed -n '1,50p'
