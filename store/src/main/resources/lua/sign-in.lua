-- Notes a connection of a user, and tells those who watch the user if it is the first.
--
-- KEYS[1]  hash: socket id -> the node it is on; exists while the user is online
-- KEYS[2]  set: the sign-ins of the node: app, socket id and user, a space after the first two
-- KEYS[3]  string: the greatest status version given so far in this partition
-- KEYS[4]  string: exists if the node was declared dead
-- KEYS[5]  pub/sub channel: the user's status, "1" or "0", a space, its version
-- ARGV     node, socket id, member of KEYS[2], "1" if the user may be missing only because Redis lost it: nobody is told
--          then; else "0"
--
-- Returns an empty table; or {"dead"} if the node was declared dead, and nothing has changed then.

local connections, sign_ins, clock, dead, status = unpack(KEYS)
local node, socket, entry, lost = unpack(ARGV)

if redis.call('EXISTS', dead) == 1 then
  return {'dead'}
end

local first = redis.call('EXISTS', connections) == 0
redis.call('HSET', connections, socket, node)
redis.call('SADD', sign_ins, entry)
if first and lost == '0' then
  local time = redis.call('TIME')
  local version = math.max(time[1] * 1000000 + time[2], tonumber(redis.call('GET', clock) or '0') + 1)
  redis.call('SET', clock, string.format('%.0f', version))
  redis.call('PUBLISH', status, '1 ' .. string.format('%.0f', version))
end
return {}
