# Reads the settings of a site: files that exist, the cron table, versions of what runs it. Writes nothing on the server, runs nothing of the site's own.
# $1: absolute path of the site   $2: most bytes of one file   $3: most bytes of all   $4...: names relative to the site, patterns of the shell among them
# Answer on stdout, lines and bytes:
#   root missing                     and nothing more
#   file SIZE NAME                   then exactly SIZE bytes and a line feed
#   note unreadable|large|changed|notfile|crontab SIZE NAME
#   done
root=$1
most=$2
left=$3
shift 3

cd -- "$root" 2>/dev/null || { echo "root missing"; exit 0; }

# Exactly as many bytes as were announced, whatever happens to the file meanwhile; what was shorter is filled up and named.
send() {
  size=$(wc -c 2>/dev/null <"$1") || { echo "note unreadable 0 $1"; return; }
  # BSD pads with blanks.
  size=$((size))
  if [ "$size" -gt "$most" ] || [ "$size" -gt "$left" ]; then
    echo "note large $size $1"
    return
  fi
  left=$((left - size))
  printf 'file %s %s\n' "$size" "$1"
  { cat <"$1"; head -c "$size" /dev/zero; } 2>/dev/null | head -c "$size"
  echo
  now=$(wc -c 2>/dev/null <"$1") && [ "$((now))" -eq "$size" ] || echo "note changed $size $1"
}

sent='
'
take() {
  [ -e "$1" ] || [ -h "$1" ] || return
  case $1 in *'
'*) return ;; esac
  case $sent in *"
$1
"*) return ;; esac
  sent="$sent$1
"
  if [ ! -f "$1" ]; then
    [ ! -h "$1" ] || [ -e "$1" ] || { echo "note unreadable 0 $1"; return; }
    echo "note notfile 0 $1"
  elif [ ! -r "$1" ]; then
    echo "note unreadable 0 $1"
  else
    send "$1"
  fi
}

text() {
  size=$(printf '%s\n' "$2" | wc -c)
  printf 'file %s %s\n' "$((size))" "$1"
  printf '%s\n' "$2"
  echo
}

for name do
  case $name in
    *[*?]*)
      # A pattern in a path with blanks still is one word.
      IFS=
      for found in $name; do take "$found"; done
      unset IFS
      ;;
    *) take "$name" ;;
  esac
done

if command -v crontab >/dev/null 2>&1; then
  table=$(crontab -l 2>&1)
  if [ $? -eq 0 ]; then
    [ -z "$table" ] || text holdfast/crontab.txt "$table"
  else
    # The words for "there is none" differ; anything else is a refusal.
    case $table in
      *'no crontab'* | *'No such file'* | *"can't open"* | *'does not exist'*) ;;
      *) echo "note crontab 0 holdfast/crontab.txt" ;;
    esac
  fi
fi

PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
say() {
  command -v "$1" >/dev/null 2>&1 || return
  printf '== %s\n' "$*"
  "$@" 2>&1 | head -c 20000
  echo
}
versions=$(
  say uname -a
  [ -r /etc/os-release ] && printf '== os-release\n' && head -c 4000 /etc/os-release && echo
  say php -v
  say php -m
  say python3 --version
  say node --version
  say mariadb --version
  say mysql --version
  say nginx -v
  say apache2 -v
  say httpd -v
)
text holdfast/versions.txt "$versions"
echo done
