# Goes before every program that keeps something on the server while it runs: a 0700 folder of this run alone, which a trap removes.
#
#   hf_make_private BASE   makes "$private" in that folder; ends the program where that fails

# A process that has ended but that nobody has asked about (an init that does not, as in many containers) still answers kill -0.
hf_runs() {
  kill -0 "$1" 2>/dev/null || return 1
  [ -r "/proc/$1/stat" ] && read -r hf_stat <"/proc/$1/stat" || return 0
  case ${hf_stat##*) } in [ZX]*) return 1 ;; esac
}

hf_clean() { rm -rf "$private"; }

hf_make_private() {
  # The runner's random mark stands in the name, so that nobody else on the server can take the name first.
  private=$1/holdfast-$(id -u)-$hf_mark-$$
  # What an earlier run left when it was killed outright: ours, and its process is gone.
  for hf_old in "$1/holdfast-$(id -u)-"*; do
    [ -d "$hf_old" ] && [ -O "$hf_old" ] && ! hf_runs "${hf_old##*-}" && rm -rf "$hf_old"
  done
  trap hf_clean EXIT
  trap 'hf_clean; trap - EXIT; exit 129' HUP
  trap 'hf_clean; trap - EXIT; exit 130' INT
  trap 'hf_clean; trap - EXIT; exit 141' PIPE
  trap 'hf_clean; trap - EXIT; exit 143' TERM
  mkdir "$private" || { hf_report stage prepare 1; exit 1; }
}
