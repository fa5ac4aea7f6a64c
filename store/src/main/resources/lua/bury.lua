-- Declares a node dead, if its lease has ended by Redis's clock.
--
-- KEYS[1]  sorted set: node -> when its lease ends, in ms since 1970
-- KEYS[2]  string: exists if the node was declared dead
-- ARGV     node, for how many seconds it is remembered
--
-- Returns {"dead"}; or {"alive"} if its lease has not ended, or {"gone"} if it has none any more, and nothing has changed
-- then.

local leases, buried = unpack(KEYS)
local node, remembered = unpack(ARGV)

local ends = redis.call('ZSCORE', leases, node)
if not ends then
  return {'gone'}
end
local time = redis.call('TIME')
if tonumber(ends) > time[1] * 1000 + math.floor(time[2] / 1000) then
  return {'alive'}
end
redis.call('SET', buried, '1', 'EX', remembered)
return {'dead'}
