# ------------------------------------------------------------------------------------------------------------------------------------------------------
# How to sign in to the database. The password goes from the site's settings file into an option file of this run (0600, in a 0700 folder, removed at the
# end); it is never a word of a command, nor in the environment.

# Reads a settings file as the site's own framework does (Laravel: vlucas/phpdotenv 5; Django: python-dotenv), without running anything of it.
# Input: the file. HF_OPTIONS: where user and password go, HF_PROFILE, HF_URL_NAME. Output: lines "database NAME", "host NAME", "port N", "socket PATH",
# or "problem TEXT"; never a secret.
ENV_READER='
  function peek() { return substr(text, at, 1) }
  function line_end(from,   n) { n = index(substr(text, from), "\n"); return n == 0 ? size + 1 : from + n - 1 }
  function blanks() { while (peek() == " " || peek() == "\t") at++ }
  function is_blank(c) { return c == " " || c == "\t" || c == "\n" || c == "\v" || c == "\f" }
  function replaced(part,   out, n, name, rest, given, dash) {
    out = ""
    while ((n = index(part, "${")) > 0) {
      rest = substr(part, n + 2)
      out = out substr(part, 1, n - 1)
      given = index(rest, "}")
      if (given == 0) { out = out "${"; part = rest; continue }
      name = substr(rest, 1, given - 1)
      part = substr(rest, given + 1)
      if (django && (dash = index(name, ":-")) > 1) {
        rest = substr(name, dash + 2)
        name = substr(name, 1, dash - 1)
        out = out ((name in values) ? values[name] : rest)
      } else if (name in values) out = out values[name]
      else out = out "${" name "}"
    }
    return out part
  }
  # Sets: got. Returns 0 for what cannot be understood.
  function unquoted(   stop, line, n) {
    stop = line_end(at)
    line = substr(text, at, stop - at)
    at = stop
    if (django) {
      if (substr(line, 1, 1) == "#") line = ""
      if (match(line, /[ \t\v\f]+#/)) line = substr(line, 1, RSTART - 1)
      sub(/[ \t\v\f]+$/, "", line)
      got = replaced(line)
      return 1
    }
    n = match(line, /[ \t\v\f#]/)
    if (n == 0) { got = replaced(line); return 1 }
    got = replaced(substr(line, 1, n - 1))
    line = substr(line, n)
    sub(/^[ \t]+/, "", line)
    return line == "" || substr(line, 1, 1) == "#"
  }
  function in_single(   c, n) {
    got = ""
    while (at <= size) {
      c = peek(); at++
      if (c == quote) return 1
      n = peek()
      if (django && c == "\\" && (n == quote || n == "\\")) { got = got n; at++ } else got = got c
    }
    return 0
  }
  function in_double(   c, plain) {
    got = ""; plain = ""
    while (at <= size) {
      c = peek(); at++
      if (c == "\"") { got = got replaced(plain); return 1 }
      if (c != "\\") { plain = plain c; continue }
      c = peek(); at++
      got = got replaced(plain); plain = ""
      if (c in escapes) got = got escapes[c]
      else if (c == "\"" || c == "\\" || c == "$") got = got c
      else got = got "\\" c
    }
    return 0
  }
  function read_value(   c, fine) {
    blanks()
    c = peek()
    if (c != "\"" && c != quote) return unquoted()
    at++
    fine = c == quote ? in_single() : in_double()
    if (!fine) return 0
    blanks()
    c = peek()
    if (c != "" && c != "\n" && c != "#") return 0
    at = line_end(at)
    return 1
  }
  function read_entry(   line, used, q, name, c) {
    line = substr(text, at, line_end(at) - at)
    used = match(line, /^export[ \t]+[A-Za-z_\042\047]/) ? RLENGTH - 1 : 0
    q = substr(line, used + 1, 1)
    q = q == "\"" || q == quote ? q : ""
    line = substr(line, used + length(q) + 1)
    if (!match(line, /^[A-Za-z_][A-Za-z0-9_.-]*/)) return 0
    name = substr(line, 1, RLENGTH)
    if (q != "" && substr(line, RLENGTH + 1, 1) != q) return 0
    at += used + RLENGTH + 2 * length(q)
    blanks()
    c = peek()
    if (c == "" || c == "\n" || c == "#") { at = line_end(at); delete values[name]; return 1 }
    if (c != "=") return 0
    at++
    if (!read_value()) return 0
    values[name] = got
    return 1
  }
  function first(names,   list, n, i) {
    n = split(names, list, " ")
    for (i = 1; i <= n; i++) if ((list[i] in values) && values[list[i]] != "") return values[list[i]]
    return ""
  }
  function hex(c) { return index("0123456789abcdef", tolower(c)) - 1 }
  function decoded(part,   out, n, high, low) {
    out = ""
    while ((n = index(part, "%")) > 0) {
      high = hex(substr(part, n + 1, 1)); low = hex(substr(part, n + 2, 1))
      if (high < 0 || low < 0 || length(part) < n + 2) { bad = 1; return "" }
      out = out substr(part, 1, n - 1) sprintf("%c", high * 16 + low)
      part = substr(part, n + 3)
    }
    return out part
  }
  function from_url(url,   n, scheme, query, place, i, list, pair) {
    n = index(url, "://")
    scheme = substr(url, 1, n - 1)
    sub(/[+].*$/, "", scheme)
    if (n == 0 || scheme !~ /^(mysql2?|mariadb|mysqlgis|mysql-connector)$/) { problem = "its URL is not one of mysql or mariadb"; return }
    url = substr(url, n + 3)
    sub(/#.*$/, "", url)
    if ((n = index(url, "?")) > 0) { query = substr(url, n + 1); url = substr(url, 1, n - 1) }
    n = index(url, "/")
    database = n == 0 ? "" : decoded(substr(url, n + 1))
    place = n == 0 ? url : substr(url, 1, n - 1)
    if ((n = last_at(place)) > 0) {
      user = substr(place, 1, n - 1)
      place = substr(place, n + 1)
      if ((n = index(user, ":")) > 0) { password = decoded(substr(user, n + 1)); user = substr(user, 1, n - 1) }
      user = decoded(user)
    }
    if (match(place, /:[0-9]*$/)) { port = substr(place, RSTART + 1); place = substr(place, 1, RSTART - 1) }
    host = decoded(place)
    if (substr(host, 1, 1) == "[") host = substr(host, 2, length(host) - 2)
    n = split(query, list, "&")
    for (i = 1; i <= n; i++) if (substr(list[i], 1, 12) == "unix_socket=") socket = decoded(substr(list[i], 13))
    if (socket == "" && substr(host, 1, 1) == "/") { socket = host; host = "" }
    if (host == "") host = "localhost"
    if (bad) problem = "its URL has a % that encodes nothing"
  }
  function last_at(part,   n, seen) {
    seen = 0
    while ((n = index(substr(part, seen + 1), "@")) > 0) seen += n
    return seen
  }
  # As option files have it: double quotes keep # and blanks, and a backslash begins an escape.
  function option(part,   out, i, c) {
    out = "\""
    for (i = 1; i <= length(part); i++) {
      c = substr(part, i, 1)
      if (c == "\\" || c == "\"") c = "\\" c
      else if (c == "\n") c = "\\n"
      else if (c == "\r") c = "\\r"
      else if (c == "\t") c = "\\t"
      out = out c
    }
    return out "\""
  }
  function say(key, part) { if (part != "") { if (index(part, "\n")) print "problem its " key " holds a line break"; else print key " " part } }
  BEGIN {
    quote = sprintf("%c", 39)
    escapes["n"] = "\n"; escapes["r"] = "\r"; escapes["t"] = "\t"; escapes["f"] = "\f"; escapes["v"] = "\v"
    django = ENVIRON["HF_PROFILE"] == "django"
  }
  { sub(/\r$/, ""); text = text $0 "\n" }
  END {
    gsub(/\r/, "\n", text)
    if (substr(text, 1, 3) == sprintf("%c%c%c", 239, 187, 191)) text = substr(text, 4)
    size = length(text)
    at = 1
    while (at <= size) {
      if (peek() == "#") at = line_end(at)
      else if (is_blank(peek())) at++
      else {
        begun = at
        if (!read_entry() && at <= size) at = line_end(begun)
      }
    }
    url_name = ENVIRON["HF_URL_NAME"]
    if (url_name == "") url_name = ENVIRON["HF_PROFILE"] == "laravel" && ("DB_URL" in values) ? "DB_URL" : "DATABASE_URL"
    if ((url_name in values) && values[url_name] != "") from_url(values[url_name])
    else if (django) {
      database = first("DB_NAME MYSQL_DATABASE DATABASE_NAME DB_DATABASE")
      host = first("DB_HOST MYSQL_HOST DATABASE_HOST")
      port = first("DB_PORT MYSQL_PORT DATABASE_PORT")
      socket = first("DB_SOCKET MYSQL_UNIX_SOCKET")
      user = first("DB_USER MYSQL_USER DATABASE_USER DB_USERNAME")
      password = first("DB_PASSWORD DB_PASS MYSQL_PASSWORD DATABASE_PASSWORD")
    } else {
      kind = first("DB_CONNECTION")
      if (kind != "" && kind != "mysql" && kind != "mariadb") problem = "DB_CONNECTION is not mysql or mariadb"
      database = first("DB_DATABASE"); host = first("DB_HOST"); port = first("DB_PORT"); socket = first("DB_SOCKET")
      user = first("DB_USERNAME"); password = first("DB_PASSWORD")
    }
    if (problem == "" && database == "") problem = "it names no database"
    if (problem == "" && user == "") problem = "it names no user of the database"
    if (problem == "" && port != "" && (port !~ /^[0-9]+$/ || port + 0 < 1 || port + 0 > 65535)) problem = "its port of the database is not a number of a port"
    if (problem != "") { print "problem " problem; exit }
    print "[client]\nuser=" option(user) "\npassword=" option(password) > ENVIRON["HF_OPTIONS"]
    close(ENVIRON["HF_OPTIONS"])
    say("database", database)
    say("host", host == "" ? "127.0.0.1" : host)
    say("port", port == "" ? "3306" : port)
    say("socket", socket)
  }'
