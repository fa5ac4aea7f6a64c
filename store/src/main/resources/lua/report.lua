-- Notes how many subscriptions a node holds on a channel, and tells the channel its new total if asked to.
--
-- KEYS[1]  hash: node -> its subscriptions on the channel
-- KEYS[2]  hash: channel -> subscriptions over all nodes; of one app, in this partition
-- KEYS[3]  set: the channels on which the node holds subscriptions: app and channel, a space between
-- KEYS[4]  string: exists if the node was declared dead
-- KEYS[5]  pub/sub channel: the feed
-- KEYS[6-9]  the log of the partition, as in lifecycle.lua
-- KEYS[10] hash: app and channel, a space between -> the number of subscriptions webhooks were told last
-- ARGV     node, channel, subscriptions, member of KEYS[3], "1" to tell the channel, else "0"; terms[1-3] as in
--          lifecycle.lua; up to which number of subscriptions webhooks are told each change; how many ms a greater one waits
--
-- Returns {total before, total after}; or {"dead"} if the node was declared dead and reports some, and nothing has
-- changed then.

local by_node, totals, reported, dead, feed = unpack(KEYS, 1, 5)
local node, channel, subscriptions, entry, to_channel = unpack(ARGV, 1, 5)
local log = open_log({unpack(KEYS, 6, 9)}, {unpack(ARGV, 6, 8)})
local told, unpaced, interval = KEYS[10], tonumber(ARGV[9]), ARGV[10]

if subscriptions ~= '0' and redis.call('EXISTS', dead) == 1 then
  return {'dead'}
end

local change = tonumber(subscriptions) - tonumber(redis.call('HGET', by_node, node) or '0')
if subscriptions == '0' then
  redis.call('HDEL', by_node, node)
  redis.call('SREM', reported, entry)
else
  redis.call('HSET', by_node, node, subscriptions)
  redis.call('SADD', reported, entry)
end
if change == 0 then
  local total = redis.call('HGET', totals, channel) or '0'
  return {total, total}
end

local total = redis.call('HINCRBY', totals, channel, change)
if total == 0 then
  redis.call('HDEL', totals, channel)
end
if to_channel == '1' then
  redis.call('PUBLISH', feed, '\4' .. total)
end

if total == change then
  arrived(log, 'O', 'V', entry)
elseif total == 0 then
  departed(log, 'O', 'V', entry)
end
if wants(log, 'N') then
  if total <= unpaced then
    redis.call('ZREM', log.later, 'N' .. entry)
    redis.call('HDEL', told, entry)
    tell(log, 'N' .. entry .. ' ' .. total)
  elseif redis.call('ZADD', log.later, 'NX', log.now + interval, 'N' .. entry) == 1 then
    redis.call('HSET', told, entry, total)
    tell(log, 'N' .. entry .. ' ' .. total)
  end
end
return {tostring(total - change), tostring(total)}
