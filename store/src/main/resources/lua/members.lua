-- Tells who is in a presence channel, at one moment.
--
-- KEYS[1]  hash: user -> its connections, the version it came with, its info; a space after the first two
-- KEYS[2]  string: the channel's membership version; exists while the channel has members
-- KEYS[3]  string: the greatest version of any channel of this partition that emptied
-- KEYS[4]  string: the version with which this partition's data began
--
-- Returns {version, the version with which the data began, and for each user: the user, its value in KEYS[1]}.

local users, version, emptied, born = unpack(KEYS)

local answer = redis.call('HGETALL', users)
table.insert(answer, 1, redis.call('GET', version) or redis.call('GET', emptied) or '0')
table.insert(answer, 2, redis.call('GET', born) or '0')
return answer
