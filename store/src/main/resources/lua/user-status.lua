-- Whether a user is signed in anywhere.
--
-- KEYS[1]  hash: socket id -> the node it is on; exists while the user is online
-- KEYS[2]  string: the greatest status version given so far in this partition
--
-- Returns {"1" or "0", a version}: later changes have greater ones, earlier changes do not.

local time = redis.call('TIME')
local version = math.max(time[1] * 1000000 + time[2], tonumber(redis.call('GET', KEYS[2]) or '0'))
return {tostring(redis.call('EXISTS', KEYS[1])), string.format('%.0f', version)}
