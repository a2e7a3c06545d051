# Tells what lies in a folder: framework, version, settings file. Only reads.
# $1: absolute path of the folder   $2: settings file, relative to it (or absolute)
# Answer: lines "key value", then a line "env-begin" and the settings file as it is, to the end.
root=$1
envfile=$2
case $envfile in /*) ;; *) envfile=$root/$envfile ;; esac

if ! cd -- "$root" 2>/dev/null; then
  echo "root missing"
  exit 0
fi
echo "root ok"
pwd -P | sed 's/^/real /'
[ -f artisan ] && echo "artisan yes"
[ -f manage.py ] && echo "manage.py yes"

if [ -r composer.lock ]; then
  sed -n '/"name": *"laravel\/framework"/,/"version"/s/.*"version": *"v\{0,1\}\([^"]*\)".*/laravel \1/p' composer.lock | sed -n 1p
elif [ -r composer.json ]; then
  sed -n 's/.*"laravel\/framework": *"[^0-9]*\([0-9.]*\)".*/laravel \1/p' composer.json | sed -n 1p
fi
for list in requirements.txt requirements/base.txt requirements/production.txt Pipfile pyproject.toml; do
  if [ -r "$list" ]; then
    found=$(sed -n 's/^[ "]*[Dd]jango[ "]*[=~><^ "]*\([0-9][0-9.]*\).*/\1/p' "$list" | sed -n 1p)
    if [ -n "$found" ]; then
      echo "django $found"
      break
    fi
  fi
done

if [ ! -e "$envfile" ]; then
  echo "env missing"
elif [ ! -r "$envfile" ]; then
  echo "env unreadable"
else
  echo "env ok"
  echo "env-begin"
  # A settings file is a few kB; more than 256 kB is something else.
  dd if="$envfile" bs=65536 count=4 2>/dev/null
fi
