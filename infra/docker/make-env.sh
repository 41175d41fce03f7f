#!/bin/sh
# Writes .env for docker-compose.yml: a fresh secret for everything, and the few lines a person must fill in.
set -eu
umask 077

target="${1:-.env}"
if [ -e "$target" ]; then
  echo "$target 已存在,未改动 · exists already, left as it is" >&2
  exit 1
fi

password() { od -An -N20 -tx1 /dev/urandom | tr -d ' \n'; }
key() { head -c 32 /dev/urandom | base64 | tr -d '\n'; }

cat > "$target" <<END
# 请修改 · to be filled in
AFTERSALES_DOMAIN=localhost
AFTERSALES_FILES_DOMAIN=files.localhost
AFTERSALES_SMTP_HOST=smtp.example.com
AFTERSALES_SMTP_PORT=587
AFTERSALES_SMTP_USER=
AFTERSALES_SMTP_PASSWORD=
AFTERSALES_SMTP_TLS=true
AFTERSALES_MAIL_FROM=Aftersales <no-reply@example.com>
AFTERSALES_SENTRY_DSN=

# 自动生成,请妥善备份 · generated, keep a copy in a safe place
POSTGRES_PASSWORD=$(password)
PASSWORD_OWNER=$(password)
PASSWORD_APP=$(password)
PASSWORD_RELAY=$(password)
PASSWORD_OPERATOR=$(password)
REDIS_PASSWORD=$(password)
AFTERSALES_S3_ACCESS_KEY=$(password)
AFTERSALES_S3_SECRET_KEY=$(password)
AFTERSALES_SECRET_KEY=$(key)
AFTERSALES_SIGNING_KEY=$(key)
END
echo "$target 已生成,请填写前几行 · written; fill in its first lines"
