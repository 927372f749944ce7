#!/usr/bin/env bash
# Builds and measures the server on this machine; `scripts/bench.sh --help` tells what and how.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/scripts/need.sh"

usage() {
  cat << 'HELP'
Measures the server on this machine, and checks that nothing it acknowledged is missing or stored twice.

  scripts/bench.sh [sqlite] [SECONDS] [DIALOGUES.jsonl.gz]
      on SQLite: start, import, POST /api/chat with 1, 16 and 64 clients, memory       SECONDS of each load: 10

  scripts/bench.sh postgres [SECONDS] [ROUNDS]
      on PostgreSQL, in turn with the plain design (benchmarks/baseline: two awaited statements a message): POST /api/chat with 1 and 64 clients,
      each after a warm-up, then medians and their ratios to the plain design           SECONDS of each load: 10, ROUNDS: 5
      Exit code 1 where a goal is missed, 2 where turns are missing.

The model is the demo without its pauses, for PostgreSQL with one fixed answer. Further settings come from the environment, such as CHATLEDGER__STOREWAIT; CHATLEDGER_TEST_POSTGRES
names a server to use instead of a fresh one. Close other programs: load, servers and database share the processors.
HELP
}

fail() {
  echo "$1" >&2
  exit 1
}

need_wrk() {
  command -v wrk > /dev/null && return
  if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    echo "Installing wrk ..." >&2
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends wrk; } > /dev/null || true
  fi
  command -v wrk > /dev/null || fail "This needs wrk: install it with apt-get install wrk and try again."
}

sqlite() {
  local seconds=${1:-10} dialogues=${2:-$root/../shared/data/dialogues.jsonl.gz}
  local started url clients threads line stats rows counted acknowledged=0
  work=$(mktemp -d)
  server=
  trap '[ -z "$server" ] || kill -TERM "$server" 2> /dev/null || true; rm -rf "$work"' EXIT
  export CHATLEDGER__MODEL__DEMOWORDDELAY=00:00:00 LOAD_SECONDS=$seconds

  if [ -f "$dialogues" ]; then
    echo "import       $(dotnet "$program" import "$dialogues" --data "$work/import" 2> /dev/null | head -1)"
  fi

  started=$(date +%s%N)
  dotnet "$program" serve --port 0 --data "$work/chat" > "$work/out" 2> "$work/err" &
  server=$!
  until url=$(grep -o 'http://127.0.0.1:[0-9]*' "$work/out"); do sleep 0.02; done
  echo "start        $((($(date +%s%N) - started) / 1000000)) ms until ready"

  for clients in 1 16 64; do
    threads=$((clients > 1 ? 2 : 1))
    line=$(wrk -t$threads -c"$clients" -d"$((seconds + 1))s" --latency --timeout 10s -s "$root/benchmarks/chat.lua" "$url" | tail -1)
    printf '%-2s clients   %s\n' "$clients" "$line"
    acknowledged=$((acknowledged + $(sed 's/.*, \([0-9]*\) acknowledged.*/\1/' <<< "$line")))
  done

  echo "memory       $(awk '/VmRSS/ {print int($2 / 1024)}' "/proc/$server/status") MiB, peak $(awk '/VmHWM/ {print int($2 / 1024)}' "/proc/$server/status") MiB"
  kill -TERM "$server"
  wait "$server" || true
  server=
  stats=$(dotnet "$program" stats --data "$work/chat" 2> /dev/null)
  rows=$(awk '/^Turns  / {gsub(",", ""); print $2}' <<< "$stats")
  counted=$(awk '/^Counted/ {gsub(",", ""); print $4}' <<< "$stats")
  echo "check        $acknowledged acknowledged, $rows stored, $counted counted in sessions"
  [ "$rows" -eq "$acknowledged" ] && [ "$rows" -eq "$counted" ]
}

# Debian's PostgreSQL where the services start it, so that figures of different days can be compared.
postgres() {
  need_node
  (cd "$root/benchmarks/baseline" && npm ci --ignore-scripts --loglevel=error > /dev/null)
  local services
  services=$("$root/scripts/services.sh" start --durable --while $$)
  # shellcheck disable=SC2086 # Names and values without spaces.
  export $services
  exec dotnet run --file "$root/benchmarks/compare.cs" -c Release -- "${CHATLEDGER_TEST_POSTGRES_15:-$CHATLEDGER_TEST_POSTGRES}" "$program" "${1:-10}" "${2:-5}"
}

case ${1:-sqlite} in
  sqlite | postgres) store=${1:-sqlite} && shift || true ;;
  --help) usage && exit ;;
  [0-9]*) store=sqlite ;;
  *) fail "There is no benchmark of $1; see scripts/bench.sh --help." ;;
esac
need_wrk
"$root/run" --help > /dev/null # Builds what is not up to date.
program="$root/artifacts/bin/ChatLedger.Server/release/ChatLedger.Server.dll"
"$store" "$@"
