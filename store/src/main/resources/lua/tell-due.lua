-- Tells what was to be told later, if it still is, and now.
--
-- KEYS[1-4]  the log of the partition, as in lifecycle.lua
-- KEYS[5]    hash: app and channel, a space between -> the number of subscriptions told last
-- KEYS[6]    hash: channel -> subscriptions over all nodes; of the app, in this partition
-- ARGV       terms[1-3] as in lifecycle.lua; the event; the channel; up to which number of subscriptions each change is told;
--            how many ms a greater one waits
--
-- Returns an empty table.

local told, totals = KEYS[5], KEYS[6]
local event, channel, unpaced, interval = ARGV[4], ARGV[5], ARGV[6], ARGV[7]
local log = open_log(KEYS, ARGV)

local due = redis.call('ZSCORE', log.later, event)
if not due or tonumber(due) > log.now then
  return {}
end
redis.call('ZREM', log.later, event)

local letter, subject = string.sub(event, 1, 1), string.sub(event, 2)
if letter ~= 'N' then
  if wants(log, letter) then
    tell(log, event)
  end
  return {}
end

local total = redis.call('HGET', totals, channel) or '0'
if total == redis.call('HGET', told, subject) or tonumber(total) <= tonumber(unpaced) then
  redis.call('HDEL', told, subject)
else
  redis.call('HSET', told, subject, total)
  redis.call('ZADD', log.later, log.now + interval, event)
  if wants(log, letter) then
    tell(log, event .. ' ' .. total)
  end
end
return {}
