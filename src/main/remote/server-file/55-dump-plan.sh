# ------------------------------------------------------------------------------------------------------------------------------------------------------
# Dumps

# What is worth telling about a backup that is kept: one line CODE TEXT each in run/warnings.
warn() {
  printf '%s %s\n' "$1" "$(one_line "$2")" >>"$run/warnings"
}

# The last words of a program, on one line. Clients repeat whole statements: nobody needs those.
words_of() {
  words=$(cut -c 1-300 "$1" 2>/dev/null | grep -v '^[[:space:]]*$' | tail -n 4)
  words=$(one_line "$words")
}

find_program() {
  program=''
  for name; do
    program=$(command -v "$name" 2>/dev/null) && return 0
  done
  return 1
}

# ask DATABASE <STATEMENTS >ROWS: tab-separated, without headings; backslashes, tabs and line breaks in names are escaped.
ask() {
  "$client" "--defaults-file=$options" --batch --skip-column-names --default-character-set=utf8mb4 "--database=$1" 2>"$run/said"
}

# What the server says a database has, as far as this user may see: lines KIND NAME [FACT] into the file $2.
list_contents() {
  ask "$1" >"$2" <<STATEMENTS
SELECT 'version', VERSION();
SELECT CASE TABLE_TYPE WHEN 'VIEW' THEN 'view' WHEN 'SEQUENCE' THEN 'sequence' ELSE 'table' END, TABLE_NAME,
  CASE WHEN TABLE_TYPE = 'SYSTEM VERSIONED' THEN 'versioned'
    WHEN LOWER(ENGINE) IN ('federated', 'connect', 'oqgraph', 'spider', 'vp') THEN 'elsewhere'
    WHEN LOWER(ENGINE) IN ('mrg_myisam', 'mrg_isam') THEN 'merge'
    WHEN TABLE_ROWS >= 100 THEN 'many' ELSE '-' END
  FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND CAST(TABLE_SCHEMA AS BINARY) = CAST(DATABASE() AS BINARY);
SELECT 'routine', ROUTINE_NAME, CASE WHEN ROUTINE_DEFINITION IS NULL THEN 'closed' ELSE '-' END
  FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() AND CAST(ROUTINE_SCHEMA AS BINARY) = CAST(DATABASE() AS BINARY);
SELECT 'trigger', TRIGGER_NAME
  FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() AND CAST(TRIGGER_SCHEMA AS BINARY) = CAST(DATABASE() AS BINARY);
SELECT 'event', EVENT_NAME
  FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE() AND CAST(EVENT_SCHEMA AS BINARY) = CAST(DATABASE() AS BINARY);
STATEMENTS
}

# Which of SELECT, TRIGGER, SHOW VIEW and (for any right that shows routines) EXECUTE the user has on a database: one a line.
# Input: what SHOW GRANTS prints. In it, _ and % in a database name are wildcards unless a backslash stands before them.
GRANT_READER='
  function fits(pattern, name,   regex, i, c, n) {
    regex = ""
    for (i = 1; i <= length(pattern); i++) {
      c = substr(pattern, i, 1); n = substr(pattern, i + 1, 1)
      if (c == "\\" && (n == "_" || n == "%")) { regex = regex n; i++ }
      else if (c == "%") regex = regex ".*"
      else if (c == "_") regex = regex "."
      else if (c ~ /[A-Za-z0-9]/) regex = regex c
      else if (c == "^") regex = regex "\\^"
      else regex = regex "[" c "]"
    }
    return name ~ ("^" regex "$")
  }
  $1 == "GRANT" {
    n = index($0, " ON ")
    if (n == 0) next
    list = toupper(substr($0, 7, n - 7))
    scope = substr($0, n + 4)
    if (scope !~ /^[*][.][*] /) {
      if (substr(scope, 1, 1) != "`" || (n = index(scope, "`.* ")) == 0) next
      name = substr(scope, 2, n - 2)
      gsub(/``/, "`", name)
      # The client prints each backslash twice.
      while ((n = index(name, "\\\\")) > 0) name = substr(name, 1, n) substr(name, n + 2)
      if (!fits(name, ENVIRON["HF_DATABASE"])) next
    }
    gsub(/[(][^)]*[)]/, "", list)
    n = split(list, rights, /, */)
    for (i = 1; i <= n; i++) {
      gsub(/^ +| +$/, "", rights[i])
      if (rights[i] ~ /^ALL( PRIVILEGES)?$/) has["SELECT"] = has["TRIGGER"] = has["SHOW VIEW"] = has["EXECUTE"] = 1
      if (rights[i] ~ /^(EXECUTE|CREATE ROUTINE|ALTER ROUTINE|SHOW_ROUTINE|SHOW CREATE ROUTINE)$/) has["EXECUTE"] = 1
      has[rights[i]] = 1
    }
  }
  END { for (right in has) print right }'

# Decides the flags of the dump program from what the user may read and what the program knows. Sets: flags (run/flags holds one a line), tool.
plan_dump() {
  : >"$run/flags"
  flag() { printf '%s\n' "$1" >>"$run/flags"; }
  case $(cat "$run/before" 2>/dev/null) in
    *-MariaDB*) find_program mariadb-dump mysqldump ;;
    *) find_program mysqldump mariadb-dump ;;
  esac || { trouble='neither mysqldump nor mariadb-dump is on this server'; return 1; }
  tool=$program
  tool_says=$("$tool" --no-defaults --version 2>/dev/null | sed -n 1p)
  [ -n "$tool_says" ] || { trouble="$tool is there but does not run"; return 1; }
  "$tool" --no-defaults --help >"$run/help" 2>/dev/null
  knows() { grep -q -e "--$1[ =[,]" -e "--$1\$" -e "^$1 " "$run/help"; }
  for word in --single-transaction --quick --hex-blob --default-character-set=utf8mb4 --max-allowed-packet=1G --skip-lock-tables; do flag "$word"; done
  # Each is known to some programs only, and an unknown one ends them.
  ! knows no-tablespaces || flag --no-tablespaces
  ! knows set-gtid-purged || flag --set-gtid-purged=OFF
  ! knows column-statistics || flag --column-statistics=0
  [ "$kind" = database ] || flag --no-data
  if [ -z "$client" ]; then
    for word in --routines --triggers --events; do flag "$word"; done
    return 0
  fi

  printf 'SHOW GRANTS;\n' | ask "$1" >"$run/grants"
  if printf 'SELECT CURRENT_ROLE();\n' | ask "$1" >"$run/role" && ! grep -q -i MariaDB "$run/before"; then
    read -r role <"$run/role"
    # MariaDB lists the rights of an active role by itself; MySQL wants it named.
    case $role in '' | NONE | NULL) ;; *) printf 'SHOW GRANTS FOR CURRENT_USER() USING %s;\n' "$role" | ask "$1" >"$run/grants" ;; esac
  fi
  HF_DATABASE=$1 awk "$GRANT_READER" <"$run/grants" >"$run/rights"
  may() { grep -q -x -F -e "$1" "$run/rights"; }
  holds() { grep -q -e "^$1$tab" "$run/before"; }
  tab=$(printf '\t')

  may SELECT || warn privilege-missing-select 'The database user lacks SELECT on the whole: only tables it was given by name are in the backup.'
  may EXECUTE || warn privilege-missing-execute 'The database user lacks EXECUTE: procedures and functions are left out, and whether there are any cannot be seen.'
  if grep -q -e "^routine$tab.*${tab}closed\$" "$run/before"; then
    flag --skip-routines
    warn routines-unreadable 'The database user may not read all procedures and functions: all of them are left out.'
    grep -v -e "^routine$tab" "$run/before" >"$run/kept" && mv -f "$run/kept" "$run/before"
  else
    flag --routines
  fi
  if may TRIGGER; then flag --triggers; else
    flag --skip-triggers
    warn privilege-missing-trigger 'The database user lacks TRIGGER: triggers are left out, and whether there are any cannot be seen.'
  fi
  # The dump program asks the same.
  if printf 'SHOW EVENTS;\n' | ask "$1" >/dev/null; then flag --events; else
    flag --skip-events
    warn privilege-missing-event 'The database user lacks EVENT: events are left out, and whether there are any cannot be seen.'
  fi
  if holds table && grep -q -e "${tab}versioned\$" "$run/before" && [ "$kind" = database ]; then
    if knows dump-history; then flag --dump-history; else
      warn history-left-out 'The dump program leaves out the former states of tables with system versioning.'
    fi
  fi
  [ "$kind" != database ] || ! grep -q -e "${tab}elsewhere\$" "$run/before" ||
    warn rows-elsewhere 'The rows of some tables lie on another server or file; only their definition is kept.'
  ! holds view || leave_out_views "$1"
}

# A view that the server cannot use for this user would end the whole dump; the dump program asks the same of each. Line N of the statements is view N.
leave_out_views() {
  grep -e "^view$tab" "$run/before" | cut -f 2 >"$run/views"
  sed -e 's/\\\\/\\/g' -e 's/`/``/g' -e 's/.*/SHOW CREATE VIEW `&`; SHOW FIELDS FROM `&`;/' "$run/views" >"$run/questions"
  "$client" "--defaults-file=$options" --batch --force --skip-column-names --default-character-set=utf8mb4 "--database=$1" \
    <"$run/questions" >/dev/null 2>"$run/said"
  sed -n 's/^ERROR [0-9]* ([0-9A-Z]*) at line \([0-9]*\).*/\1/p' "$run/said" | sort -n -u >"$run/broken"
  while read -r broken; do
    view=$(sed -n "${broken}p" "$run/views")
    flag "--ignore-table=$1.$view"
    warn view-broken "The view $view is left out: the server cannot use or show it for this user."
    HF_VIEW=$view awk -F '\t' '!($1 == "view" && $2 == ENVIRON["HF_VIEW"])' "$run/before" >"$run/kept" && mv -f "$run/kept" "$run/before"
  done <"$run/broken"
}
