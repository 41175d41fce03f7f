#!/bin/sh
# Makes a data directory as it was at a second: the newest base backup before it, and the WAL from there on.
#   restore.sh /path/to/new/data '2026-11-22 03:15:00+00'      (an instant with its zone; without one: all there is)
# Then start PostgreSQL on the directory: it recovers, stops at the instant and takes writes. The old data stays.
set -eu
umask 077

data="$1"
instant="${2:-}"
backups="${BACKUPS:-/backups}"

if [ -e "$data" ] && [ -n "$(ls -A "$data")" ]; then
  echo "$data 不是空目录 · is not empty; name another folder" >&2
  exit 1
fi

until=99999999T999999Z
if [ -n "$instant" ]; then
  case "$instant" in
    *Z | *[+-][0-9][0-9] | *[+-][0-9][0-9]:[0-9][0-9]) ;;
    *) echo "时刻须带时区 · name the instant with its zone, as 2026-11-22 03:15:00+00" >&2; exit 1 ;;
  esac
  until="$(date -u -d "$instant" +%Y%m%dT%H%M%SZ)"
fi
base="$(ls -1 "$backups/base" | grep -v '\.new$' | sort | awk -v until="$until" '$0 <= until' | tail -n 1)"
if [ -z "$base" ]; then
  echo "没有早于 $instant 的备份 · no base backup is older than that" >&2
  exit 1
fi

pg_verifybackup --quiet "$backups/base/$base"
mkdir -p "$data"
cp -a "$backups/base/$base/." "$data/"
chmod 700 "$data"
{
  echo "restore_command = 'cp \"$backups/wal/%f\" \"%p\"'"
  echo "recovery_target_action = 'promote'"
  if [ -n "$instant" ]; then echo "recovery_target_time = '$instant'"; fi
} >> "$data/postgresql.auto.conf"
touch "$data/recovery.signal"
echo "已就绪，从 $base 恢复到 ${instant:-末尾} · ready: from $base to ${instant:-the end}; now start PostgreSQL on $data"
