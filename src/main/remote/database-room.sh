# Tells how much room there is where the database server of this machine keeps its data. Only reads.
# $1: its folder, as the database server says it   $2: what the database server calls its machine
# Answer: "free KIB". Nothing where that cannot be told: another machine, a container, a folder that is hidden from this account.
[ "$(uname -n)" = "$2" ] && [ -d "$1" ] || exit 0
df -Pk -- "$1" 2>/dev/null | sed -n '2s/^.* \([0-9][0-9]*\)  *[0-9][0-9]*%.*$/free \1/p'
exit 0
