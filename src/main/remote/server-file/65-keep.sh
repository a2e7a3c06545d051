# ------------------------------------------------------------------------------------------------------------------------------------------------------
# What is kept, and for how long.

# Lines "s KEY TEXT", "n KEY NUMBER" (or null, true, false) and "a KEY TEXT" (one of a list) -> one flat JSON object.
JSON_WRITER='
  BEGIN { for (i = 1; i < 32; i++) control[sprintf("%c", i)] = sprintf("\\u%04x", i); printf "{" }
  function text(part,   out, i, c) {
    out = ""
    for (i = 1; i <= length(part); i++) {
      c = substr(part, i, 1)
      if (c == "\"" || c == "\\") c = "\\" c
      else if (c in control) c = control[c]
      out = out c
    }
    return "\"" out "\""
  }
  {
    how = $1; key = $2
    part = substr($0, length(how) + length(key) + 3)
    if (how == "a" && key == list) { printf ", %s", text(part); next }
    if (list != "") printf "]"
    list = ""
    printf "%s\n  %s: ", (count++ ? "," : ""), text(key)
    if (how == "s") printf "%s", text(part)
    else if (how == "n") printf "%s", (part == "" ? "null" : part)
    else { list = key; printf "[%s", text(part) }
  }
  END { if (list != "") printf "]"; print "\n}" }'

# Sets: sum; empty where no program can tell.
hash_of() {
  sum=''
  file_to_hash=$1
  if command -v sha256sum >/dev/null 2>&1; then
    set -- sha256sum
  elif command -v shasum >/dev/null 2>&1; then
    set -- shasum -a 256
  elif command -v openssl >/dev/null 2>&1; then
    set -- openssl dgst -sha256 -r
  elif command -v sha256 >/dev/null 2>&1; then
    set -- sha256 -q
  else
    return 0
  fi
  lay_out stages
  { stage hash "$@" <"$file_to_hash" >"$run/sum"; } 5<>"$run/stages" &
  pipe=$!
  await_stages hash
  [ -n "$trouble" ] || read -r sum _ <"$run/sum"
  trouble=''
  case $sum in
    *[!0-9a-f]*) sum='' ;;
  esac
  [ ${#sum} -eq 64 ] || sum=''
}

# Against the last one that was as large as it should be: a table that is gone, or a folder that was emptied, must not push out the backups that have it.
compare_with_last() {
  gauge=measure.$series
  [ "$kind" != media ] || { measure=$size gauge=measure.$series.$packing; }
  recall "$gauge" || value=''
  if [ -n "$value" ] && [ "$((measure * 100))" -lt "$((value * min_size_percent))" ]; then
    warn much-smaller "It has $measure bytes, the one before had $value: less than $min_size_percent percent. Nothing of its kind is deleted until this is settled."
    remember "smaller.$series" "$started_at $measure $value"
  else
    remember "$gauge" "$measure" "smaller.$series" ''
  fi
}

# Gives a backup that proved whole its name. Sets: size; trouble where that fails.
keep_backup() {
  size_of "$path.partial" || { trouble="$file.partial is gone"; return 0; }
  size=$bytes
  hash_of "$path.partial"
  [ -n "$sum" ] || warn no-checksum 'No program on this server computes SHA-256: there is no checksum beside the backup.'
  compare_with_last
  look_at_clock
  outcome_word=ok
  [ ! -s "$run/warnings" ] || outcome_word=warning
  {
    echo 's format holdfast-server-backup/1'
    echo "s script_version $HOLDFAST_SERVER_VERSION"
    echo "s site $site_name"
    echo "s kind $kind"
    echo "s type $type"
    echo "s file $file"
    echo "n size_bytes $size"
    [ -z "$sum" ] || echo "s sha256 $sum"
    echo "s compression $packing"
    echo "s started_at $started_at"
    echo "s finished_at $at"
    echo "n duration_seconds $((now - started))"
    echo "s result $outcome_word"
    cat "$run/facts"
    sed 's/^[^ ]* /a warnings /' "$run/warnings"
  } | awk "$JSON_WRITER" | write_whole "$path.json" || trouble="$file.json could not be written"
  [ -z "$sum" ] || printf '%s  %s\n' "$sum" "$file" | write_whole "$path.sha256" || trouble="$file.sha256 could not be written"
  [ -n "$trouble" ] || mv -f "$path.partial" "$path" || trouble="$file could not get its name"
}

# Adds one backup to what this run has made, or its trouble to what failed.
count_in() {
  if [ -z "$trouble" ]; then
    made="$made$file "
    made_bytes=$((made_bytes + size))
    while IFS=' ' read -r code text; do
      warned="$warned$text "
      log "$kind: warning $code: $text"
    done <"$run/warnings"
    log "$kind: made $file, $size bytes"
  else
    failures="$failures$trouble; "
    [ -z "${path-}" ] || rm -f "$path.partial" "$path.json" "$path.sha256"
  fi
  path=''
}

# The backups of one series by age, newest first: lines SECONDS NAME. The time is that of the name.
list_series() {
  for file in "$base/backups/$1/$2_"*; do
    [ -f "$file" ] || continue
    name=${file##*/}
    case $name in *.partial | *.sha256 | *.json) continue ;; esac
    time=${name#"$2_"}
    case $time in
      [0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]-[0-9][0-9]-[0-9][0-9]Z.*) ;;
      *) continue ;;
    esac
    time=${time%%.*}
    clock=${time#*T}
    seconds_of "${time%%T*}T$(printf '%s' "$clock" | tr '-' ':')" || continue
    echo "$seconds $name"
  done | sort -r -n
}

# Which of a series are to go. Input: lines "SECONDS NAME", newest first, "free" after what may go; HF_AGE: now, the days, the usual gap. Output: lines "go NAME",
# oldest first, then "spared COUNT" by the two rules that hold where the clock is wrong. A clock that leapt makes all that is here old at once, and makes
# a new backup beside it that looks like the next of its series. So an age is the sum of the gaps from one backup to the next, and no gap counts for more
# than is usual here: a leap adds as much as two nights do. And no run takes more than half of what is here, whatever the clock or the settings say.
AGE_READER='
  BEGIN { split(ENVIRON["HF_AGE"], given, " "); later = given[1]; limit = given[2] * 86400; most = given[3] * 2
    floor = limit / 2; if (floor > 259200) floor = 259200
    if (most < floor) most = floor }
  {
    gap = later - $1; later = $1
    age += gap < 0 ? 0 : (gap > most ? most : gap)
    if ($3 != "free" || $1 >= given[1] - limit) next
    if (age > limit) old[++count] = $2; else spared++
  }
  END {
    bound = int(NR / 2); if (bound < 1) bound = 1
    for (i = count; i > 0 && count - i < bound; i--) print "go", old[i]
    print "spared", spared + i
  }'

# The gap between two backups of a series that stands in the middle of all of them. Input as above.
usual_gap() {
  awk -v later="$now" '{ printf "%.0f\n", later - $1; later = $1 }' | sort -n | awk '{ gap[NR] = $1 } END { print gap[int((NR + 1) / 2)] + 0 }'
}

# clean_series FOLDER STEM SERIES DAYS
clean_series() {
  if recall "smaller.$3"; then
    log "cleanup: nothing of $3 is deleted, because its newest backup is much smaller than before"
    held="$held$3 "
    return 0
  fi
  list_series "$1" "$2" >"$run/series"
  read -r seconds name <"$run/series" || return 0
  if [ "$seconds" -gt $((now + 86400)) ]; then
    log "cleanup: nothing of $3 is deleted, because $name is from the future: look at the clock of this server"
    held="$held$3 "
    return 0
  fi
  rank=0
  whole=''
  while read -r seconds name; do
    rank=$((rank + 1))
    # That a line is whole says its last word: on a full disk one may end before it.
    free=free
    [ "$rank" -gt "$keep_min_count" ] && [ "$rank" -gt 1 ] || free=''
    if [ -z "$whole" ] && grep -q '"result": "ok"' "$base/backups/$1/$name.json" 2>/dev/null; then
      whole=yes free=''
    fi
    echo "$seconds $name $free"
  done <"$run/series" >"$run/marked"
  HF_AGE="$now $4 $(usual_gap <"$run/series")" awk "$AGE_READER" "$run/marked" >"$run/old" || failures="${failures}what is old of $3 could not be told; "
  while read -r what name; do
    if [ "$what" = spared ]; then
      [ "$name" -eq 0 ] || log "cleanup: $name of $3 are older than $4 days by the clock and stay for now (see \"What is deleted\")"
      continue
    fi
    [ -f "$base/backups/$1/$name" ] || continue
    size_of "$base/backups/$1/$name" || bytes=0
    # First what counts, so that nothing is ever without its checksum; a sidecar that stays is swept.
    if rm -f "$base/backups/$1/$name"; then
      rm -f "$base/backups/$1/$name.sha256" "$base/backups/$1/$name.json"
      deleted=$((deleted + 1))
      freed=$((freed + bytes))
      log "cleanup: deleted $name ($bytes bytes), older than $4 days"
    else
      failures="$failures$name could not be deleted; "
    fi
  done <"$run/old"
}

# Every series of a folder, also of databases that are no longer in site.conf.
stems_of() {
  for file in "$base/backups/$1"/*_"$2"_????-??-??T??-??-??Z.*; do
    [ -f "$file" ] || continue
    name=${file##*/}
    printf '%s\n' "${name%_"$2"_*}"
  done | sort -u
}

clean_up() {
  failures='' made='' made_bytes=0 deleted=0 freed=0 held=''
  look_at_clock
  for stem in $(stems_of database full); do clean_series database "${stem}_full" "database.$stem" "$keep_database_days"; done
  for stem in $(stems_of structure structure); do clean_series structure "${stem}_structure" "structure.$stem" "$keep_structure_days"; done
  clean_series media media_full media "$keep_media_days"
  log "cleanup: deleted $deleted backups, $freed bytes"
  [ -z "$held" ] || warned="Nothing was deleted of: $held"
}

# The operator says that what is much smaller is as it should be.
accept_sizes() {
  [ -f "$base/state" ] || return 0
  # From a copy: what is remembered changes on the way.
  while IFS=' ' read -r key moment measure before; do
    case $key in smaller.*) ;; *) continue ;; esac
    series=${key#smaller.}
    # The next one is compared with what it finds then.
    set -- "smaller.$series" ''
    for gauge in "measure.$series" "measure.$series.gzip" "measure.$series.zstd" "measure.$series.none"; do
      if recall "$gauge"; then set -- "$@" "$gauge" "$measure"; fi
    done
    remember "$@"
    log "accept: $series has $measure bytes since $moment, before $before; from now on this is its size"
  done <<STATE
$(cat "$base/state")
STATE
}
