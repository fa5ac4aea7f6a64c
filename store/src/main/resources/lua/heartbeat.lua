-- Renews a node's lease, by Redis's clock.
--
-- KEYS[1]  sorted set: node -> when its lease ends, in ms since 1970
-- KEYS[2]  string: exists if this node was declared dead
-- KEYS[3]  string: when any node last called this, in ms since 1970
-- ARGV     node, how long the lease lasts in ms, "1" if the node has had a lease before, else "0"
--
-- Returns {"kept"}; or {"buried"} if the node was declared dead, or {"lost"} if nothing is known of a node that had a
-- lease, and it has no lease then. Behind it come the nodes whose leases have ended.

local leases, buried, last_beat = unpack(KEYS)
local node, duration, known = unpack(ARGV)

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- If nobody called for so long, it was Redis that stood still, and the silent may be well: all get the time of a lease.
local silence = now - tonumber(redis.call('GET', last_beat) or '0')
redis.call('SET', last_beat, string.format('%.0f', now))
if silence > duration / 2 then
  for _, other in ipairs(redis.call('ZRANGE', leases, 0, -1)) do
    redis.call('ZADD', leases, now + duration, other)
  end
end

local answer = {'kept'}
if redis.call('EXISTS', buried) == 1 then
  answer[1] = 'buried'
elseif known == '1' and not redis.call('ZSCORE', leases, node) then
  answer[1] = 'lost'
else
  redis.call('ZADD', leases, now + duration, node)
end
for _, other in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', now)) do
  if other ~= node then
    table.insert(answer, other)
  end
end
return answer
