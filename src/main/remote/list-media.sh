# Lists every entry below folders of a site. Only reads.
# $1: absolute path of the site's root   $2: keep or follow (what symbolic links are)   $3: number of folders, which follow, relative to the root
# The names of owners are not asked for: looking them up for each entry takes six times as long as all the rest, and tar tells them anyway.
# the rest: words of find(1) that leave out folders, ending in -o; or nothing
# Answer: a line "nul" or "stat", then per folder its entries and an end mark, then the mark of the whole.
#   nul:   path below the folder, type, size, mtime, mode, uid, gid, link target; each ended by NUL. Marks: "/" NUL, "//" NUL.
#   stat:  lines "//mode/size/mtime/mtime with fraction/uid/gid/device/inode/path"; a path may hold newlines, but never "//". Then
#          "///" and, for each link, the same line ended by NUL and its target ended by NUL. Marks: an empty name NUL; "//" NUL.
# Reports: "root missing|closed"; "folder N missing|closed|link"; "find N STATUS"; "tool NAME WHAT"
root=$1
links=$2
count=$3
shift 3

[ -d "$root" ] || { hf_report root missing; exit 3; }
cd -- "$root" 2>/dev/null || { hf_report root closed; exit 3; }

tar_says=$(tar --version 2>/dev/null </dev/null | sed -n 1p)
[ -n "$tar_says" ] || tar_says=$(tar --help 2>&1 </dev/null | sed -n 1p)
if command -v tar >/dev/null 2>&1; then hf_report tool tar "$tar_says"; fi
for tool in gzip zstd sha256sum shasum openssl; do
  if command -v "$tool" >/dev/null 2>&1; then hf_report tool "$tool" yes; fi
done

option=-P
[ "$links" = keep ] || option=-L
if find . -maxdepth 0 -printf '' 2>/dev/null; then
  how=nul
elif stat -c %n . >/dev/null 2>&1; then
  how=stat
  flag=-c
  format='//%f/%s/%Y/%y/%u/%g/%d/%i/%n'
else
  how=stat
  flag=-f
  format='//%Xp/%z/%m/%Fm/%u/%g/%d/%i/%N'
fi
echo "$how"

# Not every find knows -P, which is what they all do anyway.
look() {
  if [ "$option" = -L ]; then find -L "$@"; else find "$@"; fi
}

# Links one by one: a target may hold anything, and only printf can end it with NUL.
# shellcheck disable=SC2016
each_link='
  flag=$1 format=$2
  shift 2
  for link; do
    record=$(stat "$flag" "$format" "$link" && echo x) || continue
    target=$(readlink "$link" && echo x) || continue
    printf "%s\0%s\0" "${record%?x}" "${target%?x}"
  done'

list() {
  if [ "$how" = nul ]; then
    look "$@" -printf '%P\0%y\0%s\0%T@\0%m\0%U\0%G\0%l\0'
    status=$?
    printf '/\0'
    return "$status"
  fi
  if [ "$option" = -L ]; then
    look "$@" ! -type l -exec stat -L "$flag" "$format" {} +
  else
    look "$@" ! -type l -exec stat "$flag" "$format" {} +
  fi
  status=$?
  printf '///\n'
  look "$@" -type l -exec sh -c "$each_link" sh "$flag" "$format" {} + || status=$?
  printf '\0'
  return "$status"
}

number=0
while [ "$number" -lt "$count" ]; do
  folder=$1
  shift
  # The words for find stay; the folders before them are used up one by one.
  if [ ! -e "./$folder" ]; then
    hf_report folder "$number" missing
  elif [ ! -d "./$folder" ] || [ ! -r "./$folder" ] || [ ! -x "./$folder" ]; then
    hf_report folder "$number" closed
  else
    [ ! -L "./$folder" ] || hf_report folder "$number" link
  fi
  left=$((count - number - 1))
  if [ -d "./$folder" ]; then
    (
      while [ "$left" -gt 0 ]; do
        shift
        left=$((left - 1))
      done
      list "./$folder/." "$@"
    )
    hf_report find "$number" "$?"
  elif [ "$how" = nul ]; then
    printf '/\0'
  else
    printf '///\n\0'
  fi
  number=$((number + 1))
done
printf '//\0'
