#!/usr/bin/env bash
# Measures the built server on this machine: start, import, and POST /api/chat with 1, 16 and 64 clients; then checks that nothing acknowledged is missing.
#   scripts/bench.sh [SECONDS-PER-RUN] [DIALOGUES.jsonl.gz]      needs wrk; further settings from the environment, such as CHATLEDGER__ACKNOWLEDGE=Journal
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
seconds=${1:-10}
dialogues=${2:-$root/../shared/data/dialogues.jsonl.gz}
command -v wrk > /dev/null || { echo "This needs wrk: apt-get install wrk" >&2; exit 1; }

program="$root/artifacts/bin/ChatLedger.Server/release/ChatLedger.Server.dll"
[ -f "$program" ] || dotnet build "$root/src/ChatLedger.Server" -c Release --nologo -v quiet
work=$(mktemp -d)
server=
finish() { [ -z "$server" ] || kill -TERM "$server" 2> /dev/null || true; rm -rf "$work"; }
trap finish EXIT
export CHATLEDGER__MODEL__DEMOWORDDELAY=00:00:00

if [ -f "$dialogues" ]; then
  echo "import       $(dotnet "$program" import "$dialogues" --data "$work/import" 2> /dev/null | head -1)"
fi

started=$(date +%s%N)
dotnet "$program" serve --port 0 --data "$work/chat" > "$work/out" 2> "$work/err" &
server=$!
until url=$(grep -o 'http://127.0.0.1:[0-9]*' "$work/out"); do sleep 0.02; done
echo "start        $((($(date +%s%N) - started) / 1000000)) ms until ready"

acknowledged=0
for clients in 1 16 64; do
  threads=$((clients > 1 ? 2 : 1))
  line=$(wrk -t$threads -c"$clients" -d"${seconds}s" --latency -s "$root/benchmarks/chat.lua" "$url" | tail -1)
  printf '%-2s clients   %s\n' "$clients" "$line"
  acknowledged=$((acknowledged + $(sed 's/.*, \([0-9]*\) acknowledged.*/\1/' <<< "$line")))
done

echo "memory       $(awk '/VmRSS/ {print int($2 / 1024)}' "/proc/$server/status") MiB, peak $(awk '/VmHWM/ {print int($2 / 1024)}' "/proc/$server/status") MiB"
kill -TERM "$server"
wait "$server" || true
server=
# wrk gives up what is in flight when its time ends, so the ledger may hold a few more than were acknowledged, never fewer.
stats=$(dotnet "$program" stats --data "$work/chat" 2> /dev/null)
rows=$(awk '/^Turns  / {gsub(",", ""); print $2}' <<< "$stats")
counted=$(awk '/^Counted/ {gsub(",", ""); print $4}' <<< "$stats")
echo "check        $acknowledged acknowledged, $rows stored, $counted counted in sessions"
[ "$rows" -ge "$acknowledged" ] && [ "$rows" -eq "$counted" ]
