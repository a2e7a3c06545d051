# What can this server do? Only reads; works where no tool at all is found, and says so.
# Answer: lines "key value". A key may come more than once; what is not said is not there.

say() {
  # One line, whatever a tool prints.
  printf '%s ' "$1"
  shift
  printf '%s\n' "$*"
}

first_line() {
  read -r hf_first || :
  printf '%s' "$hf_first"
}

# Absolute path of a program, or nothing.
path_of() {
  hf_found=$(command -v "$1" 2>/dev/null) || return 1
  case $hf_found in
    /*) [ -x "$hf_found" ] && printf '%s' "$hf_found" ;;
    # A builtin, an applet or an alias: its name is all there is.
    *) [ -n "$hf_found" ] && printf '%s' "$1" ;;
  esac
}

tool() {
  # $1: key   $2: program   $3: option that makes it say its version
  tool_path=$(path_of "$2") || return 1
  [ -n "$tool_path" ] || return 1
  tool_version=$("$tool_path" "$3" 2>&1 </dev/null | first_line)
  say "$1" "$tool_path" "$tool_version"
}

# Where database tools lie that are not on the short PATH of a command over SSH.
find_database_tool() {
  # $1: key   $2...: names, the preferred first
  database_key=$1
  shift
  for database_name in "$@"; do
    tool "$database_key" "$database_name" --version && return 0
    for database_folder in /usr/local/bin /usr/local/mysql/bin /usr/local/mariadb/bin /opt/bitnami/mariadb/bin /opt/bitnami/mysql/bin /opt/mysql/bin; do
      if [ -x "$database_folder/$database_name" ]; then
        tool "$database_key" "$database_folder/$database_name" --version && return 0
      fi
    done
  done
  return 1
}

say login-shell "${SHELL-}"
if [ -n "${BASH_VERSION-}" ]; then
  say shell bash "$BASH_VERSION"
elif [ -r /proc/self/exe ] && shell_file=$(readlink "/proc/$$/exe" 2>/dev/null); then
  say shell "${shell_file##*/}"
else
  say shell unknown
fi

find_database_tool dump-tool mariadb-dump mysqldump
find_database_tool mysql-client mariadb mysql
tool gzip gzip --version
tool bzip2 bzip2 --help
tool zstd zstd --version
tool xz xz --version
tool tar tar --version

for hasher in 'sha256sum' 'shasum -a 256' 'openssl dgst -sha256'; do
  hasher_path=$(path_of "${hasher%% *}") && [ -n "$hasher_path" ] || continue
  # The hash of nothing is known: a tool that does not give it is of no use.
  case $(${hasher} </dev/null 2>/dev/null) in
    *e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855*) say sha256 "$hasher"; break ;;
  esac
done

find_path=$(path_of find) && [ -n "$find_path" ] && {
  say find "$find_path"
  [ "$(find / -maxdepth 0 -printf x 2>/dev/null)" = x ] && say find-printf yes
}

php_path=$(path_of php) && [ -n "$php_path" ] && say php "$php_path" "$(php -r 'echo PHP_VERSION;' 2>/dev/null </dev/null | first_line)"

if crontab_path=$(path_of crontab) && [ -n "$crontab_path" ]; then
  crontab_said=$(crontab -l 2>&1 >/dev/null </dev/null)
  crontab_status=$?
  case $crontab_said in
    *[Nn]'o crontab'*) say crontab empty ;;
    *) [ "$crontab_status" -eq 0 ] && say crontab present || say crontab refused "$(printf '%s\n' "$crontab_said" | first_line)" ;;
  esac
fi

say home "${HOME-}"
home=${HOME:-/}
# Second line of the portable format: device, size, used, available, use%, mount point.
df -Pk "$home" 2>/dev/null </dev/null | { read -r hf_head && read -r hf_device hf_size hf_used hf_free hf_rest && say disk "$hf_size" "$hf_free"; }
df -Pi "$home" 2>/dev/null </dev/null | { read -r hf_head && read -r hf_device hf_size hf_used hf_free hf_rest && say inodes "$hf_size" "$hf_free"; }
say zone "$(date +%Z 2>/dev/null)"

for root in "$home/public_html" "$home/www" "$home/htdocs" "$home/httpdocs" "$home/web" "$home/current" "$home"/*/public "$home"/*/artisan "$home"/*/manage.py \
  /var/www/html /var/www/*/public /var/www/*/artisan /var/www/*/manage.py /srv/*/artisan /srv/*/manage.py; do
  [ -e "$root" ] || continue
  case $root in
    */artisan | */manage.py) say web-root "${root%/*}" ;;
    *) [ -d "$root" ] && say web-root "$root" ;;
  esac
done

# Last, so that the time is as fresh as it can be when it arrives.
say time "$(date +%s 2>/dev/null)"
exit 0
