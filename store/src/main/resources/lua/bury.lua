-- Declares a node dead for one partition: what it still sends is refused from here on.
--
-- KEYS[1]  string: exists if the node was declared dead
-- KEYS[2]  set: the node's places in presence channels
-- ARGV     for how many seconds it is remembered, how many places to return at most
--
-- Returns some of its places; nothing once all have been taken out.

redis.call('SET', KEYS[1], '1', 'EX', ARGV[1])
return redis.call('SRANDMEMBER', KEYS[2], ARGV[2])
