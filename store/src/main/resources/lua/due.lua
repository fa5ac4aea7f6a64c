-- What is to be told now of what was to be told later.
--
-- KEYS[1]  sorted set: events of a partition -> when, in ms since 1970
-- ARGV     how many at most
--
-- Returns {in how many ms the next one is, or "" if none waits, events that are due…}.

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
local following = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. now, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
local wait = ''
if #due == tonumber(ARGV[1]) then
  wait = '0'
elseif following[2] then
  wait = string.format('%.0f', following[2] - now)
end
table.insert(due, 1, wait)
return due
