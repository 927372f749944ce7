-- For wrk: POST /api/chat with messages of 150 to 300 characters in one of SESSIONS sessions; prints one line of figures.
local sessions = tonumber(os.getenv("SESSIONS") or "1000")
local vocabulary = {}
for word in ("my card has not arrived yet and I would like to know when it will be here because the old one expires next week could you check where it is please"):gmatch("%a+") do
  vocabulary[#vocabulary + 1] = word
end

local threads = 0
function setup(thread)
  threads = threads + 1
  thread:set("seed", threads)
end

local requests, at = {}, 0
function init()
  math.randomseed(seed)
  local headers = { ["Content-Type"] = "application/json", ["User-Agent"] = "wrk" }
  for i = 1, 500 do
    local message, length = {}, 0
    while length < 150 + i * 150 / 500 do
      message[#message + 1] = vocabulary[math.random(#vocabulary)]
      length = length + #message[#message] + 1
    end
    local session = string.format("session_00000000-0000-7000-8000-%012d_1700000000000", math.random(0, sessions - 1))
    requests[i] = wrk.format("POST", "/api/chat", headers,
      string.format('{"sessionId":"%s","message":"%s?","mood":"curious"}', session, table.concat(message, " ")))
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  io.write(string.format("%.0f turns/s, p50 %.2f ms, p99 %.2f ms, %d acknowledged, %d failed\n",
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, summary.requests, failed))
end
