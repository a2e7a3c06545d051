# Making a dump, and reading it back.

dump() {
  while IFS= read -r word; do set -- "$@" "$word"; done <"$run/flags"
  database=$1
  shift
  stage dump "$tool" "--defaults-file=$options" "$@" -- "$database"
}

# Reads a dump from its file on the disk to its end. Output: "bytes N", "trailer 0|1", and "KIND NAME" of what it makes; "rows TABLE" for each with rows.
DUMP_READER='
  { bytes += length($0) + 1 }
  /^INSERT / {
    last = ""
    if (match($0, /^INSERT  ?INTO `/)) {
      rest = substr($0, RLENGTH + 1, 400)
      if (substr(rest, 1, length(table) + 2) != table "` " || table == "") { table = name_in(rest); print "rows\t" table }
    }
    next
  }
  $0 != "" { last = substr($0, 1, 40) }
  /^CREATE TABLE (IF NOT EXISTS )?`/ { tell("table", substr($0, index($0, "`") + 1, 400)); next }
  /^CREATE SEQUENCE `/ { tell("sequence", substr($0, 18, 400)); next }
  /^\/\*!50001 VIEW `/ { tell("view", substr($0, 16, 400)); next }
  /^(CREATE|\/\*!50[0-9]+ CREATE)/ {
    line = substr($0, 1, 1500)
    gsub(/\/\*![0-9]+ ?|\*\//, " ", line)
    sub(/DEFINER=(`[^`]*`|[^ ]+)@(`[^`]*`|[^ ]+)/, "", line)
    gsub(/  +/, " ", line)
    sub(/^ /, "", line)
    if (line ~ /^CREATE (OR REPLACE )?TRIGGER /) print "trigger"
    else if (line ~ /^CREATE (OR REPLACE )?EVENT /) print "event"
    else if (line ~ /^CREATE (OR REPLACE )?(AGGREGATE )?(PROCEDURE|FUNCTION|PACKAGE) /) print "routine"
  }
  function tell(kind, rest) { print kind "\t" name_in(rest) }
  function name_in(rest,   out, n) {
    out = ""
    while ((n = index(rest, "`")) > 0) {
      if (substr(rest, n + 1, 1) != "`") return escaped(out substr(rest, 1, n - 1))
      out = out substr(rest, 1, n)
      rest = substr(rest, n + 2)
    }
    return escaped(out rest)
  }
  # As the client prints names.
  function escaped(name,   out, n) {
    out = ""
    while ((n = index(name, "\\")) > 0) { out = out substr(name, 1, n) "\\"; name = substr(name, n + 1) }
    return out name
  }
  END { print "bytes\t" bytes + 0; print "trailer\t" (last ~ /^-- Dump completed/ ? 1 : 0) }'

# What must be in the dump: what was there before it began and is there still. Output: a sentence for each difference; "counts" in run/counts.
DUMP_GATE='
  BEGIN { FS = "\t"; n = split("table view sequence routine trigger event", kinds, " ") }
  FNR == 1 { part++ }
  part == 1 { before[$1]++; if ($1 == "table" || $1 == "view" || $1 == "sequence") was[$1 FS $2] = $3; next }
  part == 2 { after[$1]++; is[$1 FS $2] = 1; next }
  { found[$1]++; has[$1 FS $2] = 1 }
  END {
    for (entry in was) if ((entry in is) && !(entry in has)) { split(entry, pair, FS); print pair[1] " " pair[2] " is on the server and not in the dump" }
    for (i = 4; i <= n; i++) {
      least = before[kinds[i]] < after[kinds[i]] ? before[kinds[i]] : after[kinds[i]]
      if (ENVIRON["HF_SKIP"] ~ (" " kinds[i] " ")) continue
      if (found[kinds[i]] + 0 < least) print least " of kind " kinds[i] " are on the server, " found[kinds[i]] + 0 " in the dump"
    }
    for (i = 1; i <= n; i++) print kinds[i] "s " found[kinds[i]] + 0 > ENVIRON["HF_COUNTS"]
    for (entry in was) if (was[entry] == "many" && (entry in is) && !(("rows" FS substr(entry, 7)) in has)) print substr(entry, 7) > ENVIRON["HF_EMPTY"]
  }'

# A table that held many rows before and holds many now must have some in the dump. An estimate alone is no proof, so the server is asked.
look_at_empty_tables() {
  [ "$kind" = database ] && [ -s "$run/empty" ] || return 0
  while IFS= read -r table; do
    quoted=$(printf '%s\n' "$table" | sed -e 's/\\\\/\\/g' -e 's/`/``/g')
    printf 'SELECT 1 FROM `%s` LIMIT 99, 1;\n' "$quoted" | ask "$1" >"$run/row" || continue
    [ ! -s "$run/row" ] || trouble="table $table: no rows in the dump, many on the server"
  done <"$run/empty"
}

# dump_one DATABASE: makes one backup. Sets: trouble (empty: it is kept), file, size, measure, and adds to run/warnings.
dump_one() {
  trouble=''
  : >"$run/warnings"
  : >"$run/before"
  if [ -n "$client" ]; then
    list_contents "$1" "$run/before" || { words_of "$run/said"; trouble="the database $1 cannot be read: $words"; return 0; }
  else
    warn no-client 'The program mysql or mariadb is not on this server: what is in the dump could not be compared with what the server has.'
  fi
  plan_dump "$1" || return 0
  choose_packing "$compression"
  look_at_clock
  started=$now started_at=$at
  stem=$(safe_name "$1")
  case $kind in structure) series=structure.$stem type=structure ;; *) series=database.$stem type=full ;; esac
  file=${stem}_${type}_$(printf '%s' "$at" | tr ':' '-').sql$packing_end
  path=$base/backups/$kind/$file

  lay_out stages pack.said
  { dump "$1" 2>"$run/said" | pack >"$path.partial" 2<>"$run/pack.said"; } 5<>"$run/stages" &
  pipe=$!
  await_stages dump pack
  if [ -n "$trouble" ]; then
    words_of "$run/said"
    said=$words
    words_of "$run/pack.said"
    trouble="$1: $trouble. $said $words"
    return 0
  fi
  sync "$path.partial" 2>/dev/null

  { unpack <"$path.partial" 2>"$run/said" | stage read awk "$DUMP_READER" >"$run/found"; } 5>"$run/stages" &
  pipe=$!
  await_stages unpack read
  [ -z "$trouble" ] || { words_of "$run/said"; trouble="$1: read back from the disk, $trouble. $words"; return 0; }
  grep -q -x -e "trailer$tab_1" "$run/found" || { trouble="$1: the end mark of the dump is missing"; return 0; }
  measure=$(sed -n "s/^bytes$tab_any//p" "$run/found")
  if [ -n "$client" ]; then
    # A user who may not see them has none to compare.
    list_contents "$1" "$run/after" || cp "$run/before" "$run/after"
    rm -f "$run/counts" "$run/empty"
    skip=' '
    ! grep -q -x -e --skip-triggers "$run/flags" || skip="$skip trigger "
    ! grep -q -x -e --skip-events "$run/flags" || skip="$skip event "
    HF_COUNTS=$run/counts HF_EMPTY=$run/empty HF_SKIP=$skip awk "$DUMP_GATE" "$run/before" "$run/after" "$run/found" >"$run/differences"
    if [ -s "$run/differences" ]; then
      trouble="$1: $(one_line "$(sed -n 1,5p "$run/differences")")"
      return 0
    fi
    look_at_empty_tables "$1"
    [ -z "$trouble" ] || return 0
  fi
  server_version=$(sed -n "s/^version$tab_any//p" "$run/before")
  describe_dump "$1" >"$run/facts"
  keep_backup
}

describe_dump() {
  echo "s database $1"
  echo "s server_version $server_version"
  echo "s tool $tool_says"
  echo "s flags $(tr '\n' ' ' <"$run/flags")"
  echo "n uncompressed_bytes $measure"
  [ ! -f "$run/counts" ] || sed 's/^/n /' "$run/counts"
}

# A name for a file: what is not plain gives way, and then a number tells it from its like.
safe_name() {
  case $1 in
    *[!A-Za-z0-9_-]* | -*) printf '%s-%s' "$(printf '%s' "$1" | tr -c 'A-Za-z0-9_-' '_' | cut -c 1-60)" "$(printf '%s' "$1" | cksum | cut -d ' ' -f 1)" ;;
    *) printf '%s' "$1" ;;
  esac
}

tab_any=$(printf '\t') tab_1=$(printf '\t1')

make_dumps() {
  made=''
  made_bytes=0
  failures=''
  [ -n "$databases" ] || { failures='site.conf names no database'; return 0; }
  prepare_options
  [ -z "$trouble" ] || { failures=$trouble; return 0; }
  client=''
  ! find_program mariadb mysql || client=$program
  while IFS= read -r one; do
    [ -n "$one" ] || continue
    dump_one "$one" </dev/null
    count_in
  done <<LIST
$databases
LIST
}
