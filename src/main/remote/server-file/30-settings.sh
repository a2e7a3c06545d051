# ------------------------------------------------------------------------------------------------------------------------------------------------------
# site.conf

site_name='' site_root='' profile=plain env_file=.env env_url_name=''
databases='' media_folders='' media_excludes='' run_times=''
media_links=keep compression=gzip media_compression=''
keep_database_days=30 keep_structure_days=90 keep_media_days=30 keep_min_count=3
min_size_percent=50 disk_limit_percent=80 pull_within_days=3
mail_to='' webhook_url=''

wrong_setting() {
  refuse 78 "site.conf, line $line_number: $1"
}

# A whole number between two others.
number_between() {
  case $1 in
    '' | *[!0-9]* | ???????*) wrong_setting "$key is not a whole number." ;;
  esac
  # A leading zero would make it octal further on.
  number=$1
  while :; do
    case $number in
      0?*) number=${number#0} ;;
      *) break ;;
    esac
  done
  [ "$number" -ge "$2" ] && [ "$number" -le "$3" ] || wrong_setting "$key must be between $2 and $3."
}

one_of() {
  one=$1
  shift
  for word; do [ "$one" != "$word" ] || return 0; done
  wrong_setting "$key must be one of: $*."
}

below_the_site() {
  case /$1/ in
    //* | */../*) wrong_setting "$key must be a folder below SITE_ROOT." ;;
    /-*) wrong_setting "$key must not begin with a dash." ;;
  esac
}

take_setting() {
  case $key in
    SITE_NAME) site_name=$value ;;
    SITE_ROOT) site_root=$value ;;
    PROFILE) one_of "$value" laravel django plain && profile=$value ;;
    ENV_FILE) env_file=$value ;;
    ENV_URL_NAME) env_url_name=$value ;;
    DATABASES) [ -z "$value" ] || databases=$databases$value$nl ;;
    MEDIA_FOLDERS) [ -z "$value" ] || { value=${value%/} && below_the_site "$value" && media_folders=$media_folders$value$nl; } ;;
    MEDIA_EXCLUDES) [ -z "$value" ] || media_excludes=$media_excludes$value$nl ;;
    MEDIA_LINKS) one_of "$value" keep follow && media_links=$value ;;
    COMPRESSION) one_of "$value" gzip zstd none && compression=$value ;;
    MEDIA_COMPRESSION) one_of "$value" gzip zstd none && media_compression=$value ;;
    KEEP_DATABASE_DAYS) number_between "$value" 1 36500 && keep_database_days=$number ;;
    KEEP_STRUCTURE_DAYS) number_between "$value" 1 36500 && keep_structure_days=$number ;;
    KEEP_MEDIA_DAYS) number_between "$value" 1 36500 && keep_media_days=$number ;;
    KEEP_MIN_COUNT) number_between "$value" 1 100000 && keep_min_count=$number ;;
    MIN_SIZE_PERCENT) number_between "$value" 0 100 && min_size_percent=$number ;;
    DISK_LIMIT_PERCENT) number_between "$value" 1 100 && disk_limit_percent=$number ;;
    PULL_WITHIN_DAYS) number_between "$value" 0 36500 && pull_within_days=$number ;;
    RUN_TIMES) [ -z "$value" ] || run_times=$run_times$value$nl ;;
    MAIL_TO) mail_to=$value ;;
    WEBHOOK_URL) webhook_url=$value ;;
    # A key of a newer Holdfast must not stop the backups.
    *) log "site.conf: $key is not known to this version and does not count." ;;
  esac
}

# 'it'\''s' -> it's. Sets: value.
unquote() {
  rest=${1#\'}
  rest=${rest%\'}
  value=
  while :; do
    case $rest in
      *"'\\''"*)
        part=${rest%%"'\\''"*}
        rest=${rest#*"'\\''"}
        ;;
      *) break ;;
    esac
    case $part in *\'*) return 1 ;; esac
    value=$value$part\'
  done
  case $rest in *\'*) return 1 ;; esac
  value=$value$rest
}

read_settings() {
  conf=$base/site.conf
  [ -f "$conf" ] && [ -r "$conf" ] || refuse 78 "$conf is not there, or cannot be read."
  is_private "$conf" || refuse 77 "$conf can be read by others: chmod 600 it."
  line_number=0
  while IFS= read -r line || [ -n "$line" ]; do
    line_number=$((line_number + 1))
    line=${line%"$(printf '\r')"}
    case $line in
      '' | '#'*) continue ;;
      [A-Z]*=\'*\') ;;
      *) wrong_setting "it is not KEY='value'." ;;
    esac
    key=${line%%=*}
    case $key in *[!A-Z_]*) wrong_setting "it does not begin with a key." ;; esac
    unquote "${line#*=}" || wrong_setting "a quote inside the value of $key must be written '\\''."
    take_setting
  done <"$conf"
  line_number=$((line_number + 1))
  case $site_root in
    /*) ;;
    *) key=SITE_ROOT && wrong_setting 'SITE_ROOT is missing, or not absolute.' ;;
  esac
  [ -n "$site_name" ] || site_name=${site_root##*/}
  [ -n "$media_compression" ] || media_compression=$compression
  case $env_file in
    /*) ;;
    *) env_file=$site_root/$env_file ;;
  esac
}
