-- Takes a connection out of a presence channel, and tells the channel if its user went by that.
--
-- KEYS[1]  hash: user -> its connections, the version it came with, its info; a space after the first two
-- KEYS[2]  hash: socket id -> the node it is on, a space, its user
-- KEYS[3]  string: the channel's membership version; exists while the channel has members
-- KEYS[4]  string: the greatest version of any channel of this partition that emptied
-- KEYS[5]  set: the places of the node: app, channel and socket id, a space between each two
-- KEYS[6]  pub/sub channel: the feed
-- KEYS[7-10]  the log of the partition, as in lifecycle.lua
-- ARGV     socket id, place (as in KEYS[5]), node: nothing but the place is removed if the connection is on another one;
--          empty for any; app and channel with a space between; terms[1-3] as in lifecycle.lua
--
-- Returns an empty table.

local users, seats, version_key, emptied, places, feed = unpack(KEYS, 1, 6)
local socket, place, node, subject = unpack(ARGV, 1, 4)
local log = open_log({unpack(KEYS, 7, 10)}, {unpack(ARGV, 5, 7)})

redis.call('SREM', places, place)
local seat = redis.call('HGET', seats, socket)
if not seat then
  return {}
end
local its_node, user = string.match(seat, '^(%S+) (.*)$')
if node ~= '' and node ~= its_node then
  return {}
end

redis.call('HDEL', seats, socket)
local connections, arrival, info = string.match(redis.call('HGET', users, user), '^(%d+) (%d+) (.*)$')
if tonumber(connections) > 1 then
  redis.call('HSET', users, user, (connections - 1) .. ' ' .. arrival .. ' ' .. info)
  return {}
end

redis.call('HDEL', users, user)
local version = string.format('%.0f', tonumber(redis.call('GET', version_key)) + 1)
if redis.call('EXISTS', users) == 1 then
  redis.call('SET', version_key, version)
else
  redis.call('DEL', version_key)
  if tonumber(version) > tonumber(redis.call('GET', emptied) or '0') then
    redis.call('SET', emptied, version)
  end
end
redis.call('PUBLISH', feed, '\3' .. version .. ' ' .. user)
departed(log, 'C', 'W', subject .. ' ' .. user)
return {}
