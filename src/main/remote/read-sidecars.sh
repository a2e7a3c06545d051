# Reads what lies beside a backup the server made and tells of it: checksums and descriptions. Only reads.
# $1: absolute path of the backup   $2: most bytes of one file   $3: the name without its endings
# Answer, as read-config.sh gives it: "file SIZE NAME", the bytes and a line feed, "note unreadable|large SIZE NAME", "done".
path=$1
most=$2
stem=$3
name=${path##*/}
cd -- "${path%/*}/" 2>/dev/null || { echo "root missing"; exit 0; }

sent=
for file in "$name.sha256" "$name.sha256sum" "$stem.sha256" "$name.json" "$stem.json" "../metadata/$stem.json" "../metadata/$name.json"; do
  [ -f "$file" ] || continue
  case $sent in *"/$file/"*) continue ;; esac
  sent="$sent/$file/"
  size=$(wc -c 2>/dev/null <"$file") || { echo "note unreadable 0 $file"; continue; }
  size=$((size))
  [ "$size" -le "$most" ] || { echo "note large $size $file"; continue; }
  printf 'file %s %s\n' "$size" "$file"
  { cat <"$file"; head -c "$size" /dev/zero; } 2>/dev/null | head -c "$size"
  echo
done
echo done
