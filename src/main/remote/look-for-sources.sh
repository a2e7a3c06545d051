# Says which of these folders and files a site has, and how much is in the folders. Only reads.
# $1: absolute path of the site's root   $2: number of folders, which follow; the rest: files; both relative to the root, or absolute
# Answer: lines "folder N FILES BYTES", "link N" for a folder that is a symbolic link, "file N"; N counts each kind from 0.
cd -- "$1" 2>/dev/null || { hf_report root missing; exit 3; }
count=$2
shift 2

sizes() {
  if find . -maxdepth 0 -printf '' 2>/dev/null; then
    find "$1/." -type f -printf '%s\n'
  elif stat -c %n . >/dev/null 2>&1; then
    find "$1/." -type f -exec stat -c %s {} +
  else
    find "$1/." -type f -exec stat -f %z {} +
  fi
}

number=0
while [ "$number" -lt "$count" ]; do
  case $1 in /*) folder=$1 ;; *) folder=./$1 ;; esac
  shift
  if [ -L "$folder" ] && [ -d "$folder" ]; then echo "link $number"; fi
  if [ -d "$folder" ]; then
    sizes "$folder" 2>/dev/null | awk -v number="$number" '{ files += 1; bytes += $1 } END { printf "folder %d %d %.0f\n", number, files, bytes }'
  fi
  number=$((number + 1))
done
number=0
for file; do
  case $file in /*) ;; *) file=./$file ;; esac
  if [ -f "$file" ]; then echo "file $number"; fi
  number=$((number + 1))
done
