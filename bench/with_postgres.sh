#!/usr/bin/env bash
# Runs a command with a PostgreSQL 15 cluster of its own and appends how to connect to it. The
# cluster lies in a temporary directory and goes with the command. fsync stays on.
set -euo pipefail
[ "$(id -u)" = 0 ] || exec sudo "$0" "$@"

bin=/usr/lib/postgresql/15/bin
directory=$(mktemp -d /tmp/sitrep-postgres-XXXXXX)
port=${SITREP_BENCH_POSTGRES_PORT:-54329}
chown postgres "$directory"
as_postgres() { runuser -u postgres -- "$@"; }
stop() {
  as_postgres "$bin/pg_ctl" -D "$directory/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$directory"
}
trap stop EXIT

cd "$directory"
as_postgres "$bin/initdb" -D "$directory/data" -A trust -E UTF8 --locale=C >/dev/null
cat >>"$directory/data/postgresql.conf" <<CONF
port = $port
listen_addresses = '127.0.0.1'
unix_socket_directories = '$directory'
shared_buffers = 4GB
effective_cache_size = 16GB
work_mem = 64MB
maintenance_work_mem = 1GB
max_wal_size = 8GB
random_page_cost = 1.1
jit = off
CONF
as_postgres "$bin/pg_ctl" -D "$directory/data" -l "$directory/log" -w start >/dev/null
cd "$OLDPWD"
"$@" --postgres "host=127.0.0.1 port=$port user=postgres dbname=postgres"
