# How full is the file system of the account's home, and what does the account's quota allow? Only reads.
# Answer: "disk SIZE FREE" and "quota USED LIMIT", in blocks of 1024 bytes. What is not said is not known here.

home=${HOME:-/}
# Second line of the portable format: device, size, used, available, use%, mount point.
df -Pk "$home" 2>/dev/null </dev/null | { read -r hf_head && read -r hf_device hf_size hf_used hf_free hf_rest && printf 'disk %s %s\n' "$hf_size" "$hf_free"; }

# A line for each file system: name, blocks (with a star when over), soft limit, hard limit. The hard one stops writing.
quota -w 2>/dev/null </dev/null | while read -r hf_name hf_blocks hf_soft hf_hard hf_rest; do
  hf_blocks=${hf_blocks%\*}
  case "$hf_blocks:$hf_soft:$hf_hard" in *[!0-9:]* | :* | *::* | *:) continue ;; esac
  [ "$hf_hard" -gt 0 ] || hf_hard=$hf_soft
  [ "$hf_hard" -gt 0 ] && printf 'quota %s %s\n' "$hf_blocks" "$hf_hard"
done
exit 0
