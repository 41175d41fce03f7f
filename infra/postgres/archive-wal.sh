#!/bin/sh
# archive_command: puts one finished WAL segment aside, whole or not at all. PostgreSQL keeps and repeats what fails.
#   archive_command = 'sh /sql/archive-wal.sh "%p" "%f"'
set -eu

source="$1"
name="$2"
archive="${BACKUPS:-/backups}/wal"

mkdir -p "$archive"
if [ -e "$archive/$name" ]; then
  cmp -s "$source" "$archive/$name"   # the same segment again is done; another one under its name is refused
  exit
fi
cp "$source" "$archive/.$name.new"
sync "$archive/.$name.new"
mv "$archive/.$name.new" "$archive/$name"
sync "$archive"
