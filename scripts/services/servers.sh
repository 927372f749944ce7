# shellcheck shell=bash disable=SC2154 # directory, prefix and durable are the caller's.
# How scripts/services.sh starts each server: in $directory, as the unprivileged user, on a free port.
host=127.0.0.1

as_server() {
  if [ "$(id -u)" = 0 ]; then
    HOME=/nonexistent setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"
  else
    "$@"
  fi
}

write() { as_server tee "$1" > /dev/null; }

show() { printf '%s=%q\n' "$1" "$2" >> "$directory/variables"; }

port_is_open() { (exec 3<> "/dev/tcp/$host/$1") 2> /dev/null; }

# Below the ports that the system hands out itself.
free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)) && port_is_open "$port"; do :; done
  echo "$port"
}

make_directory() {
  directory=$(mktemp -d "${prefix}XXXXXXXX")
  [ "$(id -u)" != 0 ] || chown nobody:nogroup "$directory"
  as_server mkdir -m 700 "$directory/tls" "$directory/sockets"
  make_data_directory
  as_server openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=localhost" -addext "subjectAltName=DNS:localhost,IP:$host" \
    -keyout "$directory/tls/server.key" -out "$directory/tls/server.crt" 2> /dev/null
  as_server chmod 600 "$directory/tls/server.key"
  openssl rand -hex 16 | write "$directory/password"
  show CHATLEDGER_TEST_SERVICES "$directory"
}

# Making a database is making some hundred files: in memory that is many times as fast. There the data only, since programs may not run from it.
make_data_directory() {
  local memory=/dev/shm
  if [ "$durable" = off ] && [ -w $memory ] && [ "$(df --output=avail -B 1G $memory | tail -n 1)" -ge 4 ]; then
    as_server mkdir -m 700 "$memory/${directory##*/}"
    ln -s "$memory/${directory##*/}" "$directory/data"
  else
    as_server mkdir -m 700 "$directory/data"
  fi
}

# Leaves the server's address in `address`. Where a free port is taken by somebody in between, another is tried.
start_postgres() {
  local version=$1 place="$directory/$1" data="$directory/data/$1" port said
  said=$(as_server "$place/program/bin/initdb" -D "$data" -U postgres --pwfile="$directory/password" --auth=scram-sha-256 \
    --encoding=UTF8 --locale=C.UTF-8 --no-sync 2>&1) || fail "PostgreSQL $version cannot make its data directory: $said"
  as_server tee -a "$data/postgresql.conf" > /dev/null << CONF
listen_addresses = '$host'
unix_socket_directories = '$directory/sockets'
max_connections = 300
fsync = $durable
full_page_writes = $durable
ssl = on
ssl_cert_file = '$directory/tls/server.crt'
ssl_key_file = '$directory/tls/server.key'
CONF
  for _ in 1 2 3 4 5; do
    port=$(free_port)
    if as_server "$place/program/bin/pg_ctl" start -D "$data" -l "$place/log" -o "-p $port" -w -t 120 -s > /dev/null 2>&1; then
      address="postgresql://postgres:$(cat "$directory/password")@$host:$port/postgres"
      show "CHATLEDGER_TEST_POSTGRES_$version" "$address"
      return
    fi
  done
  fail "PostgreSQL $version does not start: $(tail -n 3 "$place/log")"
}

# Takes the name of the variable that tells the address, and the address of the server that the pooler stands before.
start_pgbouncer() {
  local place="$directory/${1,,}" port
  local form='^postgres(ql)?://([^:@/]+):([^:@/]+)@([^]:@/,?]+)(:([0-9]+))?(/|\?|$)'
  [[ $2 =~ $form ]] || fail "PgBouncer needs CHATLEDGER_TEST_POSTGRES in the form postgresql://USER:PASSWORD@HOST:PORT/DATABASE; or set CHATLEDGER_TEST_PGBOUNCER."
  local user=${BASH_REMATCH[2]} secret=${BASH_REMATCH[3]} server="host=${BASH_REMATCH[4]} port=${BASH_REMATCH[6]:-5432}"
  as_server mkdir -m 700 "$place"
  printf '"%s" "%b"\n' "$user" "${secret//%/\\x}" | write "$place/users"
  for _ in 1 2 3 4 5; do
    port=$(free_port)
    write "$place/pgbouncer.ini" << CONF
[databases]
* = $server
[pgbouncer]
listen_addr = $host
listen_port = $port
unix_socket_dir = $place
pidfile = $place/pid
logfile = $place/log
auth_type = scram-sha-256
auth_file = $place/users
auth_user = $user
admin_users = $user
client_tls_sslmode = allow
client_tls_cert_file = $directory/tls/server.crt
client_tls_key_file = $directory/tls/server.key
server_tls_sslmode = prefer
pool_mode = transaction
default_pool_size = 10
max_client_conn = 2000
server_idle_timeout = 10
CONF
    (ulimit -Sn "$(ulimit -Hn)" && as_server pgbouncer -q -d "$place/pgbouncer.ini" > /dev/null 2>&1) || continue
    for _ in {1..250}; do
      if process_of "$place/pid" > /dev/null && port_is_open "$port"; then
        show "$1" "postgresql://$user:$secret@$host:$port/postgres"
        return
      fi
      sleep 0.02
    done
  done
  fail "PgBouncer does not start: $(tail -n 3 "$place/log")"
}
