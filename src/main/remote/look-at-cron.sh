# Tells what runs on this server by itself for one site. Only reads.
# $1: name of the private folder below ~/.holdfast   $2: lines of the log that are wanted   $3: most bytes of one file   $4: root of the site
# Answer: "KEY" NUL "VALUE" NUL..., at the end "done" NUL NUL
#   home (absolute, without links); zone; offset (+HHMM); now (seconds since 1970)
#   crontab: table | none | refused | missing, then, with "table", crontab-text; with "refused", crontab-said
#   daemon: yes | no | unknown (processes of others cannot be seen)
#   folder: yes | no; folder-mode, folder-owned (no: it is somebody else's)
#   program, conf, cnf, status, log, pull: content of the file of that name, where it is there; script-bytes: its size
#   disk: KiB in all, KiB free; taken: KiB that the backups take
#   system: lines of /etc/crontab and /etc/cron.d/* that may be read
#   served: a folder above the private one that a web server may show
#   spatie: yes (the site has the settings of spatie/laravel-backup); artisan: yes
#   hostname
folder=$1
most=$3
say() { printf '%s\0%s\0' "$1" "$2"; }
# $1: key; standard input is the value. A NUL would end it early.
stream() {
  printf '%s\0' "$1"
  tr -d '\000' | head -c "$most"
  printf '\0'
}

home=${HOME-}
[ -n "$home" ] || home=$(sed -n "s/^$(id -un):[^:]*:[^:]*:[^:]*:[^:]*:\([^:]*\):.*/\1/p" /etc/passwd 2>/dev/null | sed -n 1p)
home=$(cd -- "${home:-/nonexistent}" 2>/dev/null && pwd -P)
say home "$home"
say hostname "$(hostname 2>/dev/null || uname -n)"

zone=${TZ-}
zone=${zone#:}
if [ -z "$zone" ]; then
  link=$(readlink /etc/localtime 2>/dev/null)
  case $link in */zoneinfo/*) zone=${link##*/zoneinfo/} ;; esac
fi
[ -n "$zone" ] || { [ -r /etc/timezone ] && read -r zone </etc/timezone; }
say zone "$zone"
say offset "$(date +%z)"
say now "$(date +%s)"

if ! command -v crontab >/dev/null 2>&1; then
  say crontab missing
else
  said=$(crontab -l 2>&1 >/dev/null </dev/null)
  status=$?
  if [ "$status" -eq 0 ]; then
    say crontab table
    crontab -l 2>/dev/null </dev/null | stream crontab-text
  else
    # The words for "there is none" differ; anything else is a refusal.
    case $said in
      *[Nn]'o crontab'* | *'No such file'* | *"can't open"* | *'does not exist'*) say crontab none ;;
      *)
        say crontab refused
        say crontab-said "$said"
        ;;
    esac
  fi
fi

daemon=unknown
if [ -r /proc/1/comm ]; then
  daemon=no
  for comm in /proc/[0-9]*/comm; do
    # Processes end while they are looked at.
    { read -r name <"$comm"; } 2>/dev/null || continue
    case $name in
      cron | crond | fcron | cronie | dcron | busybox-crond | anacron) daemon=yes ;;
      busybox)
        case $(tr '\000' ' ' 2>/dev/null <"${comm%/comm}/cmdline") in *crond*) daemon=yes ;; esac
        ;;
    esac
  done
fi
say daemon "$daemon"

if [ -n "$home" ]; then
  place=$home/.holdfast/$folder
  above=$home
  while [ -n "$above" ]; do
    case ${above##*/} in public_html | htdocs | httpdocs) say served "$above" ;; esac
    if [ -e "$above/index.php" ] || [ -e "$above/index.html" ]; then say served "$above"; fi
    above=${above%/*}
  done
  if [ -d "$place" ]; then
    say folder yes
    # shellcheck disable=SC2012
    say folder-mode "$(ls -ld "$place" | sed -n '1s/^\(..........\).*/\1/p')"
    if [ -O "$place" ]; then say folder-owned yes; else say folder-owned no; fi
    give() {
      [ -f "$place/$2" ] && [ -r "$place/$2" ] || return 0
      stream "$1" <"$place/$2"
    }
    give program holdfast-server.sh
    give conf site.conf
    [ ! -f "$place/database.cnf" ] || say cnf yes
    give status status.json
    give pull last-pull
    if [ -f "$place/backup_log.txt" ] && [ -r "$place/backup_log.txt" ]; then tail -n "$2" "$place/backup_log.txt" | stream log; fi
    taken=$(du -sk "$place/backups" 2>/dev/null | sed -n '1s/^\([0-9]*\).*/\1/p')
    [ -z "$taken" ] || say taken "$taken"
  else
    say folder no
    place=$home
  fi
  say disk "$(df -Pk "$place" 2>/dev/null | sed -n '2s/^.* \([0-9][0-9]*\)  *[0-9][0-9]*  *\([0-9][0-9]*\)  *[0-9][0-9]*%.*$/\1 \2/p')"
fi

[ ! -f "$4/config/backup.php" ] || say spatie yes
[ ! -f "$4/artisan" ] || say artisan yes
for file in /etc/crontab /etc/cron.d/*; do
  if [ -f "$file" ] && [ -r "$file" ]; then sed '/^[[:space:]]*#/d; /^[[:space:]]*$/d' "$file"; fi
done 2>/dev/null | stream system
say 'done' ''
exit 0
