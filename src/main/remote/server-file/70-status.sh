# ------------------------------------------------------------------------------------------------------------------------------------------------------
# How it stands.

# Sets: disk_total, disk_free (bytes), disk_percent; empty where df does not tell.
look_at_disk() {
  disk_total='' disk_free='' disk_percent=''
  # From the right: the name of a device may hold blanks.
  disk=$(df -P -k -- "$base" 2>/dev/null | sed -n '$s/^.* \([0-9][0-9]*\)  *[0-9-][0-9]*  *\([0-9-][0-9]*\)  *\([0-9-][0-9]*\)%.*$/\1 \2 \3/p')
  case $disk in
    *' '*' '*)
      disk_total=$((${disk%% *} * 1024))
      disk=${disk#* }
      disk_free=$((${disk%% *} * 1024))
      [ "$disk_free" -ge 0 ] || disk_free=0
      disk_percent=${disk#* }
      ;;
  esac
}

# Is there room for another one like the last? df knows nothing of quotas, so some of it is written for a try. Sets: trouble.
check_room() {
  trouble=''
  recall "last.$1.size" || value=0
  needed=$((value + value / 4 + 33554432))
  look_at_disk
  if [ -n "$disk_free" ] && [ "$disk_free" -lt "$needed" ]; then
    trouble="not enough room: about $((needed / 1048576)) MiB are needed, $((disk_free / 1048576)) MiB are free"
    return 0
  fi
  blocks=$((needed / 65536))
  [ "$blocks" -le 1024 ] || blocks=1024
  dd if=/dev/zero of="$run/room" bs=65536 count="$blocks" >/dev/null 2>"$run/said" || {
    words_of "$run/said"
    trouble="not enough room, perhaps by a quota: $((blocks / 16)) MiB could not be written ($words)"
  }
  rm -f "$run/room"
}

# The last time RUN_TIMES names a kind up to now less $1 seconds, and the next one. Input: lines of RUN_TIMES; output: KIND LAST NEXT in seconds, or "-".
# Days are counted back and forth from today by the server's wall clock; a change of clocks in between makes an hour's difference.
RUN_READER='
  function within(field, value, low, high,   list, n, i, part, step, from, to, dash) {
    n = split(field, list, ",")
    for (i = 1; i <= n; i++) {
      part = list[i]; step = 1
      if ((dash = index(part, "/")) > 0) { step = substr(part, dash + 1) + 0; part = substr(part, 1, dash - 1) }
      if (part == "*") { from = low; to = high }
      else if ((dash = index(part, "-")) > 0) { from = substr(part, 1, dash - 1) + 0; to = substr(part, dash + 1) + 0 }
      else { from = part + 0; to = from }
      if (value >= from && value <= to && (value - from) % (step < 1 ? 1 : step) == 0) return 1
    }
    return 0
  }
  function leap(y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0 }
  function days_in(y, m) { return m == 2 ? 28 + leap(y) : (m == 4 || m == 6 || m == 9 || m == 11 ? 30 : 31) }
  function on_day(y, m, d, w,   by_day, by_week) {
    if (!within($5, m, 1, 12)) return 0
    by_day = within($4, d, 1, 31)
    by_week = within($6, w, 0, 7) || (w == 0 && within($6, 7, 0, 7))
    # As cron has it: where both are limited, either will do.
    if (substr($4, 1, 1) != "*" && substr($6, 1, 1) != "*") return by_day || by_week
    return by_day && by_week
  }
  # The latest minute of a day up to most (or the earliest from least), or -1.
  function latest(most,   h, m) {
    for (h = 23; h >= 0; h--) if (h * 60 <= most && within($3, h, 0, 23))
      for (m = 59; m >= 0; m--) if (h * 60 + m <= most && within($2, m, 0, 59)) return h * 60 + m
    return -1
  }
  function earliest(least,   h, m) {
    for (h = 0; h < 24; h++) if (h * 60 + 59 >= least && within($3, h, 0, 23))
      for (m = 0; m < 60; m++) if (h * 60 + m >= least && within($2, m, 0, 59)) return h * 60 + m
    return -1
  }
  function take(kind, last, coming) {
    if (last != "" && (!(kind in lasts) || last > lasts[kind])) lasts[kind] = last
    if (coming != "" && (!(kind in nexts) || coming < nexts[kind])) nexts[kind] = coming
    seen[kind] = 1
  }
  BEGIN {
    split(ENVIRON["HF_CLOCK"], clock, " ")
    now = clock[1]; minute = clock[5] * 60 + clock[6]; midnight = now - minute * 60 - clock[7]
  }
  NF >= 6 {
    last = ""; coming = ""
    y = clock[2] + 0; m = clock[3] + 0; d = clock[4] + 0; w = clock[8] + 0
    for (back = 0; back < 400 && last == ""; back++) {
      if (on_day(y, m, d, w) && (at = latest(back == 0 ? minute : 1439)) >= 0) last = midnight - back * 86400 + at * 60
      w = (w + 6) % 7
      if (--d < 1) { if (--m < 1) { m = 12; y-- } d = days_in(y, m) }
    }
    y = clock[2] + 0; m = clock[3] + 0; d = clock[4] + 0; w = clock[8] + 0
    for (ahead = 0; ahead < 400 && coming == ""; ahead++) {
      if (on_day(y, m, d, w) && (at = earliest(ahead == 0 ? minute + 1 : 0)) >= 0) coming = midnight + ahead * 86400 + at * 60
      w = (w + 1) % 7
      if (++d > days_in(y, m)) { d = 1; if (++m > 12) { m = 1; y++ } }
    }
    take($1, last, coming)
    if ($1 == "application") { take("database", last, coming); take("media", last, coming) }
  }
  END { for (kind in seen) printf "%s %s %s\n", kind, (kind in lasts) ? sprintf("%.0f", lasts[kind]) : "-", (kind in nexts) ? sprintf("%.0f", nexts[kind]) : "-" }'

# Sets: expected, lines "KIND LAST NEXT".
look_at_run_times() {
  clock=$(date '+%s %Y %m %d %H %M %S %w')
  expected=$(printf '%s' "$run_times" | HF_CLOCK=$clock awk "$RUN_READER")
}

STATUS_WRITER='
  BEGIN {
    for (i = 1; i < 32; i++) control[sprintf("%c", i)] = sprintf("\\u%04x", i)
    kinds = split("database structure media application cleanup monitor", kind, " ")
  }
  function text(part,   out, i, c) {
    if (part == "") return "null"
    out = ""
    for (i = 1; i <= length(part); i++) {
      c = substr(part, i, 1)
      if (c == "\"" || c == "\\") c = "\\" c
      else if (c in control) c = control[c]
      out = out c
    }
    return "\"" out "\""
  }
  function number(part) { return part ~ /^[0-9]+$/ ? part : "null" }
  function human(bytes,   i, units) {
    if (bytes == "") return ""
    split("B K M G T", units, " ")
    for (i = 1; bytes >= 1024 && i < 5; i++) bytes /= 1024
    return sprintf(i == 1 || bytes >= 10 ? "%.0f%s" : "%.1f%s", bytes, units[i])
  }
  # "2026-11-26T02-00-03Z" in a name -> 2026-11-26T02:00:03Z
  function time_in(name) {
    if (!match(name, /[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]-[0-9][0-9]-[0-9][0-9]Z/)) return ""
    name = substr(name, RSTART, RLENGTH)
    return substr(name, 1, 13) ":" substr(name, 15, 2) ":" substr(name, 18, 3)
  }
  function names(list,   n, i, out, parts) {
    out = ""
    n = split(list, parts, " ")
    for (i = 1; i <= n; i++) out = out (i > 1 ? ", " : "") text(parts[i])
    return "[" out "]"
  }
  # file KIND BYTES NAME: what lies there
  $1 == "file" {
    when = time_in($4)
    if (when == "") next
    count[$2]++; bytes[$2] += $3; all += $3
    if (oldest[$2] == "" || when < oldest[$2]) oldest[$2] = when
    if (when > newest[$2]) newest[$2] = when
    if (when > last_at) { last_at = when; last_kind = $2; last_bytes = $3; last_name = $4 }
    next
  }
  $1 == "fact" { fact[$2] = substr($0, length($2) + 7); next }
  $1 == "expected" { coming[$2] = $4; due[$2] = $3; next }
  {
    key = $1; part = substr($0, length($1) + 2)
    known[key] = part
    if (substr(key, 1, 5) == "cond.") codes[++conditions] = substr(key, 6)
  }
  function of(name, what) { return known["last." name "." what] }
  END {
    printf "{\n  \"format\": \"holdfast-server-status/1\",\n  \"script_version\": %s,\n  \"site\": %s,\n  \"server\": %s,\n  \"profile\": %s,\n", text(fact["version"]), text(fact["site"]), text(fact["server"]), text(fact["profile"])
    printf "  \"written_at\": %s,\n  \"utc_offset\": %s,\n", text(fact["at"]), text(fact["offset"])
    for (i = 1; i <= 3; i++) if (of(kind[i], "end") > latest_end) { latest_end = of(kind[i], "end"); latest_result = of(kind[i], "result") }
    printf "  \"last_backup\": %s,\n  \"last_backup_type\": %s,\n  \"last_backup_file\": %s,\n  \"last_backup_size\": %s,\n", text(last_at), text(last_kind), text(last_name), text(human(last_bytes))
    printf "  \"last_backup_success\": %s,\n", latest_end == "" ? "null" : (latest_result == "failed" ? "false" : "true")
    printf "  \"full_backup_count\": %d,\n  \"incremental_backup_count\": 0,\n  \"total_backup_size\": %s,\n  \"total_backup_bytes\": %.0f,\n", count["database"] + count["media"], text(human(all + 0)), all
    printf "  \"last_pull\": %s,\n  \"first_run\": %s,\n", text(fact["pull"]), text(known["first-run"])
    printf "  \"disk\": { \"percent\": %s, \"limit_percent\": %s, \"free_bytes\": %s, \"total_bytes\": %s },\n", number(fact["percent"]), number(fact["limit"]), number(fact["free"]), number(fact["total"])
    printf "  \"kinds\": {"
    for (i = 1; i <= kinds; i++) {
      name = kind[i]
      result = of(name, "result")
      printf "%s\n    %s: {\n      \"result\": %s,\n", (i > 1 ? "," : ""), text(name), text(result == "" ? "never" : result)
      printf "      \"last_start\": %s, \"last_end\": %s,\n      \"last_success\": %s,\n      \"last_failure\": %s, \"last_failure_reason\": %s,\n", text(of(name, "start")), text(of(name, "end")), text(of(name, "success")), text(of(name, "failure")), text(of(name, "reason"))
      files = of(name, "files")
      file = files
      sub(/^.* /, "", file)
      printf "      \"warning\": %s,\n      \"duration_seconds\": %s,\n      \"file\": %s, \"files\": %s,\n      \"size_bytes\": %s,\n", text(of(name, "warning")), number(of(name, "seconds")), text(file), names(files), number(of(name, "size"))
      printf "      \"count\": %d, \"total_bytes\": %.0f, \"oldest\": %s, \"newest\": %s,\n", count[name], bytes[name], text(oldest[name]), text(newest[name])
      printf "      \"expected_last\": %s, \"expected_next\": %s\n    }", text(due[name]), text(coming[name])
    }
    printf "\n  },\n  \"conditions\": ["
    for (i = 1; i <= conditions; i++) {
      part = known["cond." codes[i]]
      since = part; sub(/ .*/, "", since)
      part = substr(part, length(since) + 2)
      sent = part; sub(/ .*/, "", sent)
      part = substr(part, length(sent) + 2)
      state = part; sub(/ .*/, "", state)
      part = substr(part, length(state) + 2)
      if (state != "open") continue
      printf "%s\n    { \"code\": %s, \"since\": %s, \"last_message\": %s, \"text\": %s }", (shown++ ? "," : ""), text(codes[i]), text(since), text(sent == "-" ? "" : sent), text(part)
    }
    printf "%s]\n}\n", (shown ? "\n  " : "")
  }'

write_status() {
  look_at_clock
  look_at_disk
  look_at_run_times
  pulled=''
  ! seconds_of "$(head -n 1 "$base/last-pull" 2>/dev/null)" || { iso_of "$seconds"; pulled=$iso; }
  {
    [ ! -f "$base/state" ] || cat "$base/state"
    for facet in "version $HOLDFAST_SERVER_VERSION" "site $site_name" "server $(uname -n)" "profile $profile" "at $at" "offset $(date +%z)" \
      "percent $disk_percent" "limit $disk_limit_percent" "free $disk_free" "total $disk_total" "pull $pulled"; do
      printf 'fact %s\n' "$facet"
    done
    printf '%s\n' "$expected" | while read -r kind last next; do
      [ -n "$kind" ] || continue
      [ "$last" = - ] || { iso_of "$last"; last=$iso; }
      [ "$next" = - ] || { iso_of "$next"; next=$iso; }
      printf 'expected %s %s %s\n' "$kind" "$last" "$next"
    done
    for kind in database structure media; do
      # shellcheck disable=SC2012
      ls -ln -- "$base/backups/$kind" 2>/dev/null | awk -v kind="$kind" '$NF !~ /[.](partial|sha256|json)$/ && NF >= 8 { print "file", kind, $5, $NF }'
    done
  } | awk "$STATUS_WRITER" | write_whole "$base/status.json" 2>/dev/null || complain 'status.json could not be written'
}
