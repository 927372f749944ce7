-- For wrk: POST /api/chat with messages of 150 to 300 characters in one of SESSIONS sessions, for LOAD_SECONDS; prints one line of figures.
-- Give wrk a second more than that (-d): no request is begun in it, so that what is in flight is answered, and what was acknowledged is known exactly.
local ffi = require("ffi")
ffi.cdef [[ typedef struct { long seconds; long microseconds; } wall; int gettimeofday(wall *time, void *zone); ]]
local wall = ffi.new("wall")
local seconds = tonumber(os.getenv("LOAD_SECONDS") or "10")
local sessions = tonumber(os.getenv("SESSIONS") or "1000")
local beyond = 3600 * 1000
local vocabulary = {}
for word in ("my card has not arrived yet and I would like to know when it will be here because the old one expires next week could you check where it is please"):gmatch("%a+") do
  vocabulary[#vocabulary + 1] = word
end

local threads = {}
function setup(thread)
  threads[#threads + 1] = thread
  thread:set("seed", #threads)
end

local requests, at, deadline = {}, 0, nil
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

local function now()
  ffi.C.gettimeofday(wall, nil)
  return tonumber(wall.seconds) + tonumber(wall.microseconds) / 1e6
end

-- Asked before every request, the first included; wrk tries request() once by itself before that.
function delay()
  local time = now()
  if not deadline then deadline, sent = time + seconds, 0 end
  return time < deadline and 0 or beyond
end

sent = 0
function request()
  at = at % #requests + 1
  sent = sent + 1
  return requests[at]
end

function done(summary, latency)
  local errors, asked = summary.errors, 0
  for _, thread in ipairs(threads) do asked = asked + thread:get("sent") end
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("%.0f turns/s, p50 %.2f ms, p99 %.2f ms, %d acknowledged, %d failed, %d unanswered\n",
    summary.requests / seconds, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, summary.requests, failed, asked - summary.requests))
end
