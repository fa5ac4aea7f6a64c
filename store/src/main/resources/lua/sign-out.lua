-- Notes that a connection of a user is gone, and tells those who watch the user if it was the last.
--
-- KEYS[1]  hash: socket id -> the node it is on; exists while the user is online
-- KEYS[2]  set: the sign-ins of the node: app, socket id and user, a space after the first two
-- KEYS[3]  string: the greatest status version given so far in this partition
-- KEYS[4]  pub/sub channel: the user's status, "1" or "0", a space, its version
-- ARGV     socket id, member of KEYS[2], node: nothing but the entry is removed if the connection is on another one; empty
--          for any
--
-- Returns an empty table.

local connections, sign_ins, clock, status = unpack(KEYS)
local socket, entry, node = unpack(ARGV)

redis.call('SREM', sign_ins, entry)
local its_node = redis.call('HGET', connections, socket)
if not its_node or (node ~= '' and node ~= its_node) then
  return {}
end
redis.call('HDEL', connections, socket)
if redis.call('EXISTS', connections) == 0 then
  local time = redis.call('TIME')
  local version = math.max(time[1] * 1000000 + time[2], tonumber(redis.call('GET', clock) or '0') + 1)
  redis.call('SET', clock, string.format('%.0f', version))
  redis.call('PUBLISH', status, '0 ' .. string.format('%.0f', version))
end
return {}
