# Finds what a site can be run by, and says what it wants. Only reads; runs nothing of the site's own.
# $1: absolute path of the site's root
# Answer: "KEY" NUL "VALUE" NUL...
#   root missing; uid (who signed in); owner (uid and name of the owner of the root); free (KiB on its disk)
#   php (path, line feed, version); python (the same, in the order they are to be tried)
#   wants (what says so, line feed, its words): handler, platform, composer
#   has artisan, manage.py, tar, gzip, zstd; down (yes: Laravel's maintenance file is there)
root=$1
say() { printf '%s\0%s\0' "$1" "$2"; }

cd -- "$root" 2>/dev/null || { say root missing; exit 0; }
# Of the PATH the other programs run with.
for tool in tar gzip zstd; do
  if command -v "$tool" >/dev/null 2>&1; then say has "$tool"; fi
done
PATH=${PATH:+$PATH:}/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin
home=${HOME-}
[ -n "$home" ] || home=/nonexistent

say uid "$(id -u)"
say owner "$(ls -ldn . | sed -n '1s/^[^ ]*  *[0-9]*  *\([0-9]*\) .*/\1/p') $(ls -ld . | sed -n '1s/^[^ ]*  *[0-9]*  *\([^ ]*\) .*/\1/p')"
say free "$(df -Pk . 2>/dev/null | sed -n '2s/^.* \([0-9][0-9]*\)  *[0-9][0-9]*%.*$/\1/p')"
[ ! -f artisan ] || say has artisan
[ ! -f manage.py ] || say has manage.py
[ ! -e storage/framework/down ] || say down yes

# What the panel of the host set for this folder, what composer wrote down at the last install, and what the site asks for.
for file in .htaccess public/.htaccess ../.htaccess; do
  [ -r "$file" ] || continue
  handler=$(sed -n 's/^[^#]*x-httpd-\([a-z-]*php[0-9]*\).*/\1/p' "$file" 2>/dev/null | sed -n 1p)
  if [ -n "$handler" ]; then say wants "handler
$handler"; break; fi
done
if [ -r vendor/composer/platform_check.php ]; then
  say wants "platform
$(sed -n 's/.*PHP_VERSION_ID *>= *\([0-9]*\).*/\1/p' vendor/composer/platform_check.php 2>/dev/null | sed -n 1p)"
fi
if [ -r composer.json ]; then
  say wants "composer
$(sed -n '/"require"[^-]/,/}/s/.*"php" *: *"\([^"]*\)".*/\1/p' composer.json 2>/dev/null | sed -n 1p)"
fi

seen='
'
# $1: php or python   $2: path or name
try() {
  path=$(command -v "$2" 2>/dev/null) && [ -n "$path" ] || return 0
  case $seen in *"
$path
"*) return 0 ;; esac
  seen="$seen$path
"
  if [ "$1" = php ]; then
    # The PHP of a web server (php-cgi) may stand under the same name; it cannot run a command.
    version=$("$path" -d error_reporting=0 -r 'if (PHP_SAPI === "cli") echo PHP_VERSION;' 2>/dev/null </dev/null | sed -n 1p)
  else
    version=$("$path" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null </dev/null | sed -n 1p)
  fi
  case $version in
    [0-9]*.[0-9]*) say "$1" "$path
$version" ;;
  esac
}

try php php
for path in \
  /opt/plesk/php/*/bin/php /opt/cpanel/ea-php*/root/usr/bin/php /opt/alt/php*/usr/bin/php /usr/local/php*/bin/php /usr/local/lsws/lsphp*/bin/php \
  /RunCloud/Packages/php*rc/bin/php /opt/remi/php*/root/usr/bin/php /opt/php*/bin/php /usr/bin/php[0-9]* /usr/local/bin/php* /opt/homebrew/bin/php \
  "$home"/.local/bin/php* "$home"/bin/php*; do
  case ${path##*/} in php | php[0-9] | php[0-9].[0-9] | php[0-9][0-9] | php[0-9].[0-9][0-9]) ;; *) continue ;; esac
  if [ -f "$path" ] && [ -x "$path" ]; then try php "$path"; fi
done

for path in venv/bin/python .venv/bin/python env/bin/python ../venv/bin/python ../.venv/bin/python; do
  if [ -x "$path" ]; then try python "$root/$path"; fi
done
try python python3
try python python
