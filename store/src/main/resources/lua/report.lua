-- Notes how many subscriptions a node holds on a channel, and tells the channel its new total if asked to.
--
-- KEYS[1]  hash: node -> its subscriptions on the channel
-- KEYS[2]  hash: channel -> subscriptions over all nodes; of one app, in this partition
-- KEYS[3]  set: the channels on which the node holds subscriptions: app and channel, a space between
-- KEYS[4]  string: exists if the node was declared dead
-- KEYS[5]  pub/sub channel: the feed
-- ARGV     node, channel, subscriptions, member of KEYS[3], "1" to tell the channel, else "0"
--
-- Returns {total before, total after}; or {"dead"} if the node was declared dead and reports some, and nothing has
-- changed then.

local by_node, totals, reported, dead, feed = unpack(KEYS)
local node, channel, subscriptions, entry, tell = unpack(ARGV)

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
if tell == '1' then
  redis.call('PUBLISH', feed, '\4' .. total)
end
return {tostring(total - change), tostring(total)}
