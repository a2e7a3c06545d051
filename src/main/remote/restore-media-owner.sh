# Gives files another group or other rights.
# $1: absolute path of the folder   $2: chgrp or chmod   $3: the number of the group, or octal rights   $4: bytes of the list
# Standard input: names below the folder, NUL-separated. Exit: as of the tool; some may have been refused.
hf_take_list "$4"
cd -- "$1" || exit 1
case $2 in
chgrp) xargs -0 chgrp -h "$3" -- <"$list" ;;
chmod) xargs -0 chmod "$3" -- <"$list" ;;
esac
