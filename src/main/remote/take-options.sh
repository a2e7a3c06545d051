# Goes before every program that starts a database program; private-folder.sh goes before it.
#
#   hf_take_options LINES   reads that many lines of standard input, with the password, into the 0600 file "$options"; ends the program where that fails

hf_take_options() {
  hf_base=${TMPDIR:-/tmp}
  [ -d "$hf_base" ] && [ -w "$hf_base" ] || hf_base=$HOME
  hf_make_private "$hf_base"
  options=$private/client.cnf
  hf_count=0
  while [ "$hf_count" -lt "$1" ]; do
    IFS= read -r hf_line || { echo "the option file did not arrive whole" >&2; hf_report stage prepare 1; exit 1; }
    printf '%s\n' "$hf_line"
    hf_count=$((hf_count + 1))
  done >"$options" || { hf_report stage prepare 1; exit 1; }
  # A login file of MySQL's own clients would be read last of all and overrule the option file.
  MYSQL_TEST_LOGIN_FILE=$private/none
  export MYSQL_TEST_LOGIN_FILE
}
