-- Puts a connection into a presence channel, and tells the channel if a user came or went by that.
--
-- KEYS[1]  hash: user -> its connections, the version it came with, its info; a space after the first two
-- KEYS[2]  hash: socket id -> the node it is on, a space, its user
-- KEYS[3]  string: the channel's membership version; exists while the channel has members
-- KEYS[4]  string: the greatest version of any channel of this partition that emptied
-- KEYS[5]  string: the version with which this partition's data began
-- KEYS[6]  set: the places of this node: app, channel and socket id, a space between each two
-- KEYS[7]  string: exists if the node was declared dead
-- KEYS[8]  pub/sub channel: the feed
-- KEYS[9-12]  the log of the partition, as in lifecycle.lua
-- ARGV     node, socket id, user, info, the most users the channel may have, place (as in KEYS[6]), "1" if the user may
--          be missing only because Redis lost it: whoever was shown a list before that knows it then; else "0";
--          the socket id of the connection that need not be told; app and channel with a space between; terms[1-3] as in
--          lifecycle.lua
--
-- Returns {"dead"} if the node was declared dead, {"full"} if there is no room, and nothing has changed then; else
-- {"in", version, and for each user: the user, its value in KEYS[1]}; only {"in", version} for what was lost.

local users, seats, version_key, emptied, born, places, dead, feed = unpack(KEYS, 1, 8)
local node, socket, user, info, max, place, lost, except, subject = unpack(ARGV, 1, 9)
local log = open_log({unpack(KEYS, 9, 12)}, {unpack(ARGV, 10, 12)})

if redis.call('EXISTS', dead) == 1 then
  return {'dead'}
end

local function split(value)
  local connections, arrival, rest = string.match(value, '^(%d+) (%d+) (.*)$')
  return tonumber(connections), arrival, rest
end

local present = redis.call('HGET', users, user)
if not present and redis.call('HLEN', users) >= tonumber(max) then
  return {'full'}
end

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
redis.call('SET', born, string.format('%.0f', now), 'NX')
local version = tonumber(redis.call('GET', version_key) or math.max(now, tonumber(redis.call('GET', emptied) or '0')))

local function changed()
  version = version + 1
  return string.format('%.0f', version)
end

-- A connection that is in as another user leaves as that user first.
local seat = redis.call('HGET', seats, socket)
local before = seat and string.match(seat, '^%S+ (.*)$')
if before and before ~= user then
  local connections, arrival, its_info = split(redis.call('HGET', users, before))
  if connections > 1 then
    redis.call('HSET', users, before, (connections - 1) .. ' ' .. arrival .. ' ' .. its_info)
  else
    redis.call('HDEL', users, before)
    redis.call('PUBLISH', feed, '\3' .. changed() .. ' ' .. before)
    departed(log, 'C', 'W', subject .. ' ' .. before)
  end
end

if present then
  local connections, arrival = split(present)
  if before ~= user then
    connections = connections + 1
  end
  redis.call('HSET', users, user, connections .. ' ' .. arrival .. ' ' .. info)
else
  local arrival = changed()
  redis.call('HSET', users, user, '1 ' .. arrival .. ' ' .. info)
  local since = lost == '1' and redis.call('GET', born) or '0'
  redis.call('PUBLISH', feed, '\2' .. arrival .. ' ' .. since .. ' ' .. except .. ' ' .. #user .. ' ' .. user .. info)
  if lost == '0' then
    arrived(log, 'C', 'W', subject .. ' ' .. user)
  end
end
redis.call('HSET', seats, socket, node .. ' ' .. user)
redis.call('SADD', places, place)
redis.call('SET', version_key, string.format('%.0f', version))

local answer = lost == '1' and {} or redis.call('HGETALL', users)
table.insert(answer, 1, 'in')
table.insert(answer, 2, string.format('%.0f', version))
return answer
