-- Ends a reader's turn: what it has in hand is for others.
--
-- KEYS[1]  string: whose turn it is
-- KEYS[2]  pub/sub channel that wakes readers
-- ARGV     reader
--
-- Returns an empty table.

if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('DEL', KEYS[1])
  redis.call('PUBLISH', KEYS[2], '')
end
return {}
