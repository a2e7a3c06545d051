# ------------------------------------------------------------------------------------------------------------------------------------------------------
# Archives of uploaded files: one tar of all folders, with the names they have below SITE_ROOT. Links stay links unless MEDIA_LINKS says otherwise.

# A name as a pattern of find that means just this name.
literally() {
  printf '%s' "$1" | sed 's/[][*?\\]/\\&/g'
}

# One exclude for the folder $folder (as a pattern: $pattern_of_folder). Sets: words, one a line, for find; empty where it cannot be said in them.
# A * of .gitignore stays within one folder, that of find does not: but a path with as many slashes as the pattern can only be matched slash by slash.
exclude_words() {
  words=''
  body=$1
  while :; do
    case $body in
      *'\ ') break ;;
      *' ') body=${body% } ;;
      *) break ;;
    esac
  done
  case $body in '' | '#'*) return 0 ;; esac
  case $body in
    */)
      body=${body%/}
      words="-type${nl}d$nl"
      ;;
  esac
  case $body in
    '**/'*/* | *'**'*'**'*) words='' && return 1 ;;
    '**/'*) body=${body#'**/'} ;;
  esac
  case $body in
    */'**')
      body=${body%'/**'}
      body=${body#/}
      case $body in *[][*?]*) words='' && return 1 ;; esac
      words="$words-path$nl$pattern_of_folder/$body/*$nl"
      ;;
    *'/**/'*)
      case ${body%%'/**/'*}${body#*'/**/'} in *[][*?]*) words='' && return 1 ;; esac
      start=${body%%'/**/'*}
      start=$pattern_of_folder/${start#/}
      words="$words($nl-path$nl$start/${body#*'/**/'}$nl-o$nl-path$nl$start/*/${body#*'/**/'}$nl)$nl"
      ;;
    *'**'*) words='' && return 1 ;;
    */*)
      whole=$pattern_of_folder/${body#/}
      deeper='*'
      slashes=$whole
      while :; do
        case $slashes in
          */*) slashes=${slashes#*/} deeper="*/$deeper" ;;
          *) break ;;
        esac
      done
      words="$words-path$nl$whole$nl!$nl-path$nl*/$deeper$nl"
      ;;
    *) words="$words-name$nl$body$nl" ;;
  esac
}

# The names below one folder, each ended by NUL, onto run/list.
list_folder() {
  folder=$1
  pattern_of_folder=$(literally "$folder")
  : >"$run/words"
  while IFS= read -r pattern; do
    [ -n "$pattern" ] || continue
    if exclude_words "$pattern"; then
      [ -z "$words" ] || printf '%s(\n%s)\n' "${either-}" "$words" >>"$run/words"
      [ ! -s "$run/words" ] || either="-o$nl"
    else
      warn exclude-not-understood "The pattern $pattern cannot be followed on this server: what it means is in the archive."
    fi
  done <<LIST
$media_excludes
LIST
  unset either
  # Never what lies here itself.
  own=${base#"$root"/}
  set --
  if [ "$own" != "$base" ]; then set -- -path "$(literally "${dot}$own")" -o; fi
  if [ -s "$run/words" ]; then
    set -- "$@" -path "$pattern_of_folder/*" '('
    while IFS= read -r word; do set -- "$@" "$word"; done <"$run/words"
    set -- "$@" ')' -o
  fi
  # The last -o gives way to the bracket's end.
  if [ $# -gt 0 ]; then
    set -- '(' "$@" -path '' ')' -prune -o
  fi
  set -- "$folder" "$@" '(' -type f -o -type l -o -type d ')' -print0
  [ "$media_links" = keep ] || set -- -L "$@"
  lay_out stages
  { stage list find "$@" >>"$run/list" 2>>"$run/find.said"; } 5<>"$run/stages" &
  pipe=$!
  await_stages list
  listing=$trouble trouble=''
  [ -z "$listing" ]
}

# A tar that takes no list gets the names as arguments, some at a time; what each part ends with is the end mark of a tar, and goes.
TAR_PART='
  said=$1
  follow=$2
  shift 2
  { { tar -c -f - --no-recursion $follow -- "$@"; echo "$?" >"$said.status"; } 2>>"$said" | head -c -1024; }
  read -r status <"$said.status"
  [ "$status" -le 1 ] || echo "$status" >"$said.worst"'

archive() {
  follow=''
  [ "$media_links" = keep ] || follow=-h
  case $tar_says in
    *'GNU tar'*)
      # shellcheck disable=SC2086
      stage archive tar -c -f - --format=gnu --hard-dereference $follow --null --no-recursion -T "$run/list" 2>"$run/tar.said"
      ;;
    *bsdtar*)
      # shellcheck disable=SC2086
      stage archive tar -c -f - --format gnutar $follow --null -n -T "$run/list" 2>"$run/tar.said"
      ;;
    *) stage archive archive_in_parts ;;
  esac
}

archive_in_parts() {
  xargs -0 -n 400 sh -c "$TAR_PART" sh "$run/tar.said" "$follow" <"$run/list" || return 2
  head -c 1024 /dev/zero || return 2
  [ ! -e "$run/tar.said.worst" ] || return 2
}

hold_of_tar() {
  tar_says=$(tar --version 2>/dev/null </dev/null | sed -n 1p)
}

make_archive() {
  trouble='' made='' made_bytes=0 failures=''
  kind=media type=full series=media
  : >"$run/warnings"
  : >"$run/list"
  : >"$run/find.said"
  : >"$run/tar.said"
  root=$(cd -P -- "$site_root" 2>/dev/null && pwd -P) && cd -- "$root" || { failures="$site_root cannot be entered"; return 0; }
  [ -n "$media_folders" ] || { failures='site.conf names no folder of files'; return 0; }
  command -v tar >/dev/null 2>&1 || { failures='tar is missing on this server'; return 0; }
  hold_of_tar
  choose_packing "$media_compression"
  look_at_clock
  started=$now started_at=$at
  there=0
  while IFS= read -r one; do
    [ -n "$one" ] || continue
    # What lies in another of the folders comes with that one.
    within=''
    while IFS= read -r other; do
      [ -n "$other" ] && [ "$other" != "$one" ] || continue
      case $one/ in "$other"/*) within=yes ;; esac
      [ "$other" != . ] || within=yes
    done <<OTHERS
$media_folders
OTHERS
    [ -z "$within" ] || continue
    dot=''
    [ "$one" != . ] || dot=./
    if [ -d "$one" ] && [ -r "$one" ] && [ -x "$one" ]; then
      there=$((there + 1))
      # A link is entered.
      way=$one
      [ ! -L "$one" ] || way=$one/.
      if ! list_folder "$way"; then
        words_of "$run/find.said"
        warn folder-unreadable "Not everything below $one can be read: $words"
      fi
    else
      warn folder-missing "The folder $one is not there, or cannot be read."
    fi
  done <<FOLDERS
$media_folders
FOLDERS
  [ "$there" -gt 0 ] || { failures='none of the folders of files is there'; return 0; }
  listed=$(tr -cd '\000' <"$run/list" | wc -c)
  listed=$((listed))

  file=media_full_$(printf '%s' "$at" | tr ':' '-').tar$packing_end
  path=$base/backups/media/$file
  lay_out stages pack.said
  { archive | pack >"$path.partial" 2<>"$run/pack.said"; } 5<>"$run/stages" &
  pipe=$!
  await_stages archive pack
  # 1: something changed while it was read. 2: something could not be read; the rest is there.
  case $trouble in
    'archive ended with status 1' | 'archive ended with status 2')
      [ ! -s "$run/tar.said" ] || trouble=''
      words_of "$run/tar.said"
      warn files-differ "Not every file is in the archive as it was: $words"
      ;;
  esac
  if [ -z "$trouble" ]; then
    sync "$path.partial" 2>/dev/null
    { unpack <"$path.partial" 2>"$run/said" | stage read tar -t -v -f - >"$run/entries" 2>>"$run/said"; } 5>"$run/stages" &
    pipe=$!
    await_stages unpack read
    [ -z "$trouble" ] || { words_of "$run/said"; trouble="read back from the disk, $trouble. $words"; }
  else
    words_of "$run/tar.said"
    said=$words
    words_of "$run/pack.said"
    trouble="$trouble. $said $words"
  fi
  if [ -z "$trouble" ]; then
    entries=$(wc -l <"$run/entries")
    files=$(grep -c '^[-h]' "$run/entries")
    entries=$((entries))
    lost=$(grep -c -i -e 'cannot stat' -e 'cannot open' -e 'no such file' -e "can't" -e 'permission denied' -e 'removed before' "$run/tar.said")
    [ "$entries" -ge $((listed - lost)) ] || trouble="$listed files and folders were found, $entries are in the archive"
  fi
  if [ -z "$trouble" ]; then
    measure=''
    {
      echo "n file_count $files"
      echo "n entry_count $entries"
      echo "n listed_count $listed"
      echo "s tool $tar_says"
      printf '%s' "$media_folders" | sed 's/^/a folders /'
    } >"$run/facts"
    keep_backup
  fi
  count_in
}
