# Files that came or changed after a moment. Only reads.
# $1: the folder   $2: the file whose time is that moment   $3: inode (what arrived with an old time counts, too) or time (only what was written)
# Answer: paths below the folder, each ended by NUL. Exit 3: there is no such moment.
[ -e "$2" ] || exit 3
cd -- "$1" 2>/dev/null || exit 0
newer=-newer
if [ "$3" = inode ] && find . -prune -cnewer "$2" >/dev/null 2>&1; then newer=-cnewer; fi
find . -xdev ! -type d "$newer" "$2" -print0 2>/dev/null
exit 0
