-- Takes access back, forgets what is to be forgotten, and announces what changed. What is past already is passed over.
--
-- KEYS[1]  hash: what is taken from whom -> "issued-before until", each in Unix milliseconds
-- KEYS[2]  sorted set: what is taken from whom, by `until`
-- KEYS[3]  pub/sub channel for revocations: "issued-before until what is taken from whom"
-- ARGV     for each: what is taken from whom, issued-before, until
--
-- Whatever else stands in the hash is replaced. Of two moments for the same, the later one stays. Returns an empty table.

local revocations, ends, announced = unpack(KEYS)
local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))

local forgotten = redis.call('ZRANGEBYSCORE', ends, '-inf', now, 'LIMIT', 0, 1000)
if #forgotten > 0 then
  redis.call('HDEL', revocations, unpack(forgotten))
  redis.call('ZREM', ends, unpack(forgotten))
end

local function later(one, other)
  return tonumber(one) >= tonumber(other) and one or other
end

for i = 1, #ARGV, 3 do
  local field, before, til = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local old = redis.call('HGET', revocations, field)
  local old_before, old_til = string.match(old or '', '^(%d+) (%d+)$')
  if old_before then
    before, til = later(before, old_before), later(til, old_til)
  end
  local value = before .. ' ' .. til
  if value ~= old and tonumber(til) > tonumber(now) then
    redis.call('HSET', revocations, field, value)
    redis.call('ZADD', ends, til, field)
    redis.call('PUBLISH', announced, value .. ' ' .. field)
  end
end

return {}
