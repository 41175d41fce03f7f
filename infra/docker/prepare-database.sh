#!/bin/sh
# Brings roles, passwords and the database to what this release expects, before its migrations. Safe to run again.
set -eu

sql() {
  psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --dbname "$1" --file -
}

{
  cat "${SQL:-/sql}/roles.sql"
  # Passwords are hexadecimal (make-env.sh), so that quotes cannot occur in them.
  for role in owner app relay operator; do
    eval "password=\$PASSWORD_$role"
    echo "ALTER ROLE aftersales_$role PASSWORD '$password';"
  done
} | sql postgres

if [ -z "$(psql --no-psqlrc --tuples-only --no-align --dbname postgres \
  --command "SELECT 1 FROM pg_database WHERE datname = 'aftersales'")" ]; then
  echo 'CREATE DATABASE aftersales OWNER aftersales_owner;' | sql postgres
fi

sql aftersales < "${SQL:-/sql}/database.sql"
echo "数据库已准备好 · the database is prepared"
