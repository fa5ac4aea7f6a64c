-- Takes waiting deliveries that are due, earliest first, one of each endpoint, which is closed until the end of the lease.
--
-- KEYS, ARGV[1-4]  as in deliveries.lua
-- ARGV[5]          how many at most
-- ARGV[6]          the lease, in ms
--
-- Returns for each: its key, its text.

local taken = {}
for _, endpoint in ipairs(redis.call('ZRANGEBYSCORE', lanes, '-inf', now_ms, 'LIMIT', 0, ARGV[5])) do
  local _, id = first(endpoint)
  local key = string.match(endpoint, '^%S+') .. ' ' .. id
  redis.call('HSET', out, endpoint, id)
  redis.call('ZADD', lanes, now_ms + ARGV[6], endpoint)
  table.insert(taken, key)
  table.insert(taken, redis.call('HGET', docs, key))
end
return taken
