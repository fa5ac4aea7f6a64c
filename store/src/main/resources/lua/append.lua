-- Notes an event that a node has seen.
--
-- KEYS[1-4]  the log of the partition, as in lifecycle.lua
-- KEYS[5]    string: exists while further misses of the channel are not news
-- ARGV       terms[1-3] as in lifecycle.lua; the event; for how many ms the same is not news if it is a cache miss, else "0"
--
-- Returns {events dropped in the partition that nobody has counted yet}.

local event, quiet_ms = ARGV[4], ARGV[5]
local log = open_log(KEYS, ARGV)

if quiet_ms == '0' or redis.call('SET', KEYS[5], '1', 'NX', 'PX', quiet_ms) then
  tell(log, event)
end
return {redis.call('GETDEL', log.dropped) or '0'}
