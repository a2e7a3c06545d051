#!/bin/sh
# shellcheck disable=SC2015,SC2016,SC2030,SC2031,SC2317
# holdfast-server.sh: makes backups of one site on its own server, looks after them, and says when something is wrong.
HOLDFAST_SERVER_VERSION='1.0.1'
#
# It was put here by Holdfast, the program on the operator's computer that pulls what it makes. It needs no root, no installation and nothing of Holdfast
# to run: a POSIX sh (dash, bash, busybox), the client programs of MySQL or MariaDB, tar, awk and gzip. It changes nothing of the site, and writes nowhere
# but into its own folder. Cron calls it; you may call it by hand at any time:
#
#   sh holdfast-server.sh database      a whole dump of each database
#   sh holdfast-server.sh structure     a dump of each database without rows
#   sh holdfast-server.sh media         an archive of the site's uploaded files
#   sh holdfast-server.sh application   database, then media
#   sh holdfast-server.sh cleanup       deletes what is older than it is to be kept (see "What is deleted")
#   sh holdfast-server.sh monitor       looks whether all is as it should be, and sends messages when not
#   sh holdfast-server.sh status        writes status.json anew and prints it
#   sh holdfast-server.sh test          looks at everything a backup needs, makes none, and says what it found; `test send` sends a message too
#   sh holdfast-server.sh accept        the sizes of now are as they should be (see "What counts as a backup")
#   sh holdfast-server.sh version       prints the version of this file
#
# Exit status
#   0   done
#   1   failed: something could not be made, and nothing half of it was kept; older backups are as they were
#   2   done with a warning: what was made is kept, and status.json and the log say what it lacks
#   64  a command that is not known
#   75  a run of the same kind is still going on; this one did nothing
#   77  refused: the folder is not private (see "The folder")
#   78  refused: site.conf cannot be understood
#
# The folder
#   It must be readable by nobody else (mode 0700), and not be reachable from the web: this file does nothing when a folder of its path is called
#   public_html, htdocs or httpdocs, or holds an index.php or index.html.
#     holdfast-server.sh     this file
#     site.conf              the settings (0600; see below)
#     database.cnf           optional (0600): an option file of the client programs, "[client]" with user, password, host, port or socket. Without it they
#                            are read from the site's own settings file each time, as the site does, and stored nowhere.
#     backups/database/      shop_full_2026-11-26T02-00-03Z.sql.gz          with .sha256 and .json beside it
#     backups/structure/     shop_structure_2026-11-29T04-00-02Z.sql.gz
#     backups/media/         media_full_2026-11-29T02-10-44Z.tar.gz
#     backup_log.txt         what happened, one line each; older ones in backup_log.txt.1 to .3
#     status.json            how it stands (see below)
#     last-pull              when the operator's computer last took what is here (its first line: 2026-11-26T06:10:00Z); Holdfast writes it
#     lock/, run/, state     of this file's own
#   Times in names are UTC. A file with its final name is complete: until then it is called *.partial.
#
# site.conf
#   Lines KEY='value'; a quote inside a value is written '\''. A value is one line. Empty lines and lines that begin with # do not count. Nothing in it is
#   ever run. Keys marked * may stand several times, once for each value.
#     SITE_NAME              the site's name, for messages
#     SITE_ROOT              the site's folder; absolute
#     PROFILE                laravel, django or plain: how ENV_FILE is read, and what the entries are called in it          (plain)
#     ENV_FILE               the site's settings file; below SITE_ROOT, or absolute                                         (.env)
#     ENV_URL_NAME           the entry of ENV_FILE that may hold the database as a URL          (DB_URL, and where that is not set DATABASE_URL)
#   * DATABASES              the name of a database. One of them must be the one that ENV_FILE names, unless there is a database.cnf
#   * MEDIA_FOLDERS          a folder of uploaded files; below SITE_ROOT
#   * MEDIA_EXCLUDES         what to leave out of them, as in .gitignore, without "!"
#     MEDIA_LINKS            keep: symbolic links stay links; follow: what they lead to                                     (keep)
#     COMPRESSION            gzip, zstd or none, for dumps; what is not there gives way to gzip                             (gzip)
#     MEDIA_COMPRESSION      the same for archives                                                                          (as COMPRESSION)
#     KEEP_DATABASE_DAYS     days for which dumps are kept                                                                  (30)
#     KEEP_STRUCTURE_DAYS    the same for structures                                                                        (90)
#     KEEP_MEDIA_DAYS        the same for archives                                                                          (30)
#     KEEP_MIN_COUNT         so many of each database, structure and of the archives are kept at least, however old         (3)
#     MIN_SIZE_PERCENT       a backup below this share of the one before is taken for a damage; 0: never                    (50)
#     DISK_LIMIT_PERCENT     from here on the disk is called too full; backups are made for as long as there is room        (80)
#     PULL_WITHIN_DAYS       the operator's computer is expected this often; 0: not expected                                (3)
#   * RUN_TIMES              what cron is to run and when: a command and five fields of a crontab, in the server's time: database 0 1,2,3 * * *
#     MAIL_TO                where messages go by mail; several with commas between them                                    (none)
#     WEBHOOK_URL            where messages go as JSON; an address of Slack works too                                       (none)
#
# What counts as a backup
#   A dump or an archive gets its final name when every program of the pipe ended well, the file was read back from the disk to its end, the end mark of
#   the dump was there, and every table, view, routine, trigger and event that the server has was in it (for archives: as many entries as files were found).
#   What could not be had (a privilege that is missing, a file that changed while it was read) makes it a warning, named in the .json beside the backup.
#   One that is whole but much smaller than the one before is kept, is a warning too, and from then on nothing of its kind is deleted, until it is as large
#   as before or you say `accept`.
#
# What is deleted
#   Only by `cleanup`, and only backups with the names above that are older than their days, never the newest KEEP_MIN_COUNT of a database, never the
#   newest, never the newest without a warning. When the clock stands before the newest backup nothing is deleted at all.
#   A clock that leaps ahead must not make all of them old at once. So an age is counted from backup to backup, and a gap between two of them counts for no
#   more than twice the gap that is usual, or three days (half the days of the setting, where that is less), whichever is more. A clock that is a year ahead
#   makes the backups older by a few days, and after weeks without a backup the old ones stay longer. No run deletes more than half of what is there.
#
# Messages
#   After every run and by `monitor`: when a run failed, when one that RUN_TIMES expects did not begin, when the disk is over its limit, when a backup is
#   much smaller than before, and when the operator's computer did not come for PULL_WITHIN_DAYS. One message a day for each of them, and one when it is
#   well again. What could not be sent is tried again by the next run.
#   The webhook gets POST {"text", "event", "condition", "site", "server", "folder", "at", "since", "script_version"}; event: problem, recovered or test.
#
# status.json
#   Sizes in bytes, durations in seconds, times as 2026-11-26T02:00:03Z, null for "never" or "not known".
#   { "format": "holdfast-server-status/1", "script_version", "site", "server", "profile", "written_at", "utc_offset": "+0100",
#     "last_backup", "last_backup_type", "last_backup_file", "last_backup_size", "last_backup_success", "full_backup_count", "incremental_backup_count",
#     "total_backup_size",                                  the words other programs look for: of the newest backup, whatever its kind
#     "total_backup_bytes", "last_pull", "first_run",
#     "disk": { "percent", "limit_percent", "free_bytes", "total_bytes" },
#     "kinds": { "database", "structure", "media", "application", "cleanup", "monitor": {
#         "result": ok, warning, failed, running or never,
#         "last_start", "last_end", "last_success", "last_failure", "last_failure_reason", "warning", "duration_seconds",
#         "file", "files": [the names of the last good run], "size_bytes": all of them together, "count", "total_bytes", "oldest", "newest",
#         "expected_last", "expected_next": by RUN_TIMES (an hour off next to a change of clocks) } },
#     "conditions": [ { "code", "since", "text", "last_message" } ] }
#   last_success: the last run that ended ok or with a warning. Codes of conditions: failed-KIND, missed-KIND, smaller-SERIES, disk, pull.
