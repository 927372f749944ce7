#!/usr/bin/env bash
# Starts the real servers that tests and benchmarks use; `scripts/services.sh --help` tells how.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
PATH=$PATH:/usr/sbin
prefix=/tmp/chatledger-services- # Short: the path of a socket has at most 107 bytes.
# shellcheck source=scripts/services/install.sh
. "$root/scripts/services/install.sh"
# shellcheck source=scripts/services/servers.sh
. "$root/scripts/services/servers.sh"

usage() {
  cat << 'HELP'
Real servers for tests and benchmarks: the newest PostgreSQL, Debian's, and before each of them PgBouncer in transaction mode.
They listen on free loopback ports, run as an unprivileged user and keep everything in a temporary directory.

  scripts/services.sh start [--durable] [--alone] [--while PID]
  scripts/services.sh stop [DIRECTORY]      ends what start started and removes its directory
  scripts/services.sh status [DIRECTORY]    says which of them run

  --durable     keeps data on the disk with fsync on, for benchmarks; without it data is in memory where there is room, without fsync
  --alone       only the newest PostgreSQL, even where an address is given: a server to be frozen or killed
  --while PID   stops everything when that process has ended, however it ended

start prints NAME=value lines, so that `export $(scripts/services.sh start)` is enough before `dotnet test`:

  CHATLEDGER_TEST_POSTGRES       a superuser's address of the newest PostgreSQL
  CHATLEDGER_TEST_POSTGRES_15    the same of each version, by its number
  CHATLEDGER_TEST_POSTGRES_CA    the certificate that the servers show, which is its own authority
  CHATLEDGER_TEST_PGBOUNCER      the newest through PgBouncer, which lets in every role to every database
  CHATLEDGER_TEST_PGBOUNCER_15   the same for the older one
  CHATLEDGER_TEST_SERVICES       the directory, which stop and status take when none is named

Where CHATLEDGER_TEST_POSTGRES is set, that server is used, with CHATLEDGER_TEST_POSTGRES_CA as its certificate's authority: start
adds only PgBouncer, unless CHATLEDGER_TEST_PGBOUNCER is set too.
HELP
}

fail() {
  echo "$1" >&2
  exit 1
}

# Whether a process runs and is one of this directory's: a number may have been given anew, and of one that has ended the command line is empty.
is_ours() { grep -qsaF "$directory/" "/proc/$1/cmdline"; }

process_of() {
  local pid
  pid=$(head -n 1 "$1" 2> /dev/null) && is_ours "$pid" && echo "$pid"
}

start() {
  local durable=off alone='' watched='' given=${CHATLEDGER_TEST_POSTGRES:-} pooler=''
  while [ $# -gt 0 ]; do
    case $1 in
      --durable) durable=on ;;
      --alone) alone=yes given='' ;;
      --while)
        watched=${2:-}
        [ -n "$watched" ] || fail "--while needs the number of a process."
        shift
        ;;
      *) fail "There is no option $1; see scripts/services.sh --help." ;;
    esac
    shift
  done
  [ -z "$given" ] || pooler=${CHATLEDGER_TEST_PGBOUNCER:-}
  [ "$(uname -sm)" = "Linux x86_64" ] || fail "The servers are started on Linux x86_64 only: elsewhere set CHATLEDGER_TEST_POSTGRES and CHATLEDGER_TEST_PGBOUNCER."
  install_missing

  make_directory
  trap 'stop "$directory"' EXIT
  [ -n "$given" ] || start_versions
  [ -n "$alone$pooler" ] || start_pgbouncer CHATLEDGER_TEST_PGBOUNCER "$given"
  # A session of its own, so that what ends the watched process, such as Ctrl-C, leaves the watch alone.
  [ -z "$watched" ] || setsid -f "$root/scripts/services.sh" stop-after "$watched" "$directory" < /dev/null > /dev/null 2>&1
  trap - EXIT
  cat "$directory/variables"
}

start_versions() {
  local newest debian address
  newest=$(place_newest)
  start_postgres "$newest"
  given=$address
  show CHATLEDGER_TEST_POSTGRES "$given"
  show CHATLEDGER_TEST_POSTGRES_CA "$directory/tls/server.crt"
  [ -z "$alone" ] || return 0
  debian=$(place_debian)
  start_postgres "$debian"
  start_pgbouncer "CHATLEDGER_TEST_PGBOUNCER_$debian" "$address"
}

stop() {
  directory=$1
  local file pid signal
  for file in "$directory"/*/pid "$directory"/data/*/postmaster.pid; do
    pid=$(process_of "$file") || continue
    # QUIT is at once for PostgreSQL and newer PgBouncers, TERM for older ones; CONT is for what a test has frozen.
    for signal in TERM QUIT CONT; do kill -$signal "$pid" 2> /dev/null || true; done
    for _ in {1..1200}; do
      is_ours "$pid" || break
      sleep 0.05
    done
    ! is_ours "$pid" || fail "Process $pid does not end, so its directory $directory stays."
  done
  rm -rf "$(readlink -f "$directory/data")" "$directory"
}

status() {
  directory=$1
  local file pid
  for file in "$directory"/data/*/postmaster.pid "$directory"/*/pid; do
    [ -e "$file" ] || continue
    if pid=$(process_of "$file"); then echo "runs as process $pid: ${file#"$directory/"}"; else echo "does not run: ${file#"$directory/"}"; fi
  done
}

named_directory() {
  local named=${1:-${CHATLEDGER_TEST_SERVICES:-}}
  [ -n "$named" ] || fail "Which servers? Name the directory that start printed as CHATLEDGER_TEST_SERVICES."
  [[ $named =~ ^${prefix}[A-Za-z0-9]+$ ]] || fail "$named was not made by scripts/services.sh."
  [ -d "$named" ] || { echo "There are no servers in $named." >&2; exit 0; }
  echo "$named"
}

case ${1:---help} in
  start) start "${@:2}" ;;
  stop-after) tail --pid="$2" -f /dev/null && stop "$3" ;;
  stop | status) named=$(named_directory "${2:-}") && { [ -z "$named" ] || "$1" "$named"; } ;;
  --help) usage ;;
  *) fail "There is no command $1; see scripts/services.sh --help." ;;
esac
