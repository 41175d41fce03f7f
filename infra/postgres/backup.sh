#!/bin/sh
# Takes a base backup, proves it, and lets go of what no kept one needs. Run daily beside the server, as its account:
#   docker compose exec -T postgres sh /sql/backup.sh
# BACKUPS is the folder (on another disk than the data), KEEP how many base backups stay.
set -eu
umask 077

backups="${BACKUPS:-/backups}"
keep="${KEEP:-7}"
export PGUSER="${PGUSER:-postgres}"

mkdir -p "$backups/base" "$backups/wal"
rm -rf "$backups"/base/*.new

fresh="$backups/base/now.new"
pg_basebackup --pgdata "$fresh" --wal-method stream --checkpoint fast --manifest-checksums SHA256 --no-password
pg_verifybackup --quiet "$fresh"
# What was committed until now is in the archive once this segment is.
psql --no-psqlrc --quiet --tuples-only --no-align --dbname postgres --command 'SELECT pg_switch_wal()' > /dev/null
done_at="$(date -u +%Y%m%dT%H%M%SZ)"
while [ -e "$backups/base/$done_at" ]; do
  sleep 1
  done_at="$(date -u +%Y%m%dT%H%M%SZ)"
done
mv "$fresh" "$backups/base/$done_at"
sync "$backups/base"

ls -1 "$backups/base" | sort -r | tail -n "+$((keep + 1))" | while read -r old; do
  rm -rf "${backups:?}/base/$old"
done
oldest="$(ls -1 "$backups/base" | sort | head -n 1)"
needed="$(sed -n 's/^START WAL LOCATION: .* (file \([0-9A-F]*\))$/\1/p' "$backups/base/$oldest/backup_label")"
pg_archivecleanup "$backups/wal" "$needed"
echo "已备份 · backed up: $done_at"
