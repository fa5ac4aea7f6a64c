-- Adds deliveries that wait; one that is known is left as it is.
--
-- KEYS, ARGV[1-4]  as in deliveries.lua
-- ARGV[5…]         for each: its key, its text
--
-- Returns {how many were given up because too many wait}.

for i = 5, #ARGV, 2 do
  local key, text = ARGV[i], ARGV[i + 1]
  if redis.call('HEXISTS', docs, key) == 0 then
    local delivery = parse(key, text)
    redis.call('INCRBY', bytes, size(delivery))
    redis.call('ZADD', keys, 0, key)
    enqueue(delivery)
  end
end

local given_up = 0
while redis.call('ZCARD', waiting) > max_waiting do
  give_up_oldest(string.format('%.0f deliveries', max_waiting))
  given_up = given_up + 1
end
forget_finished()
while tonumber(redis.call('GET', bytes) or '0') > max_bytes do
  if redis.call('EXISTS', finished) == 0 then
    give_up_oldest(string.format('%.0f bytes', max_bytes))
    given_up = given_up + 1
  end
  forget(redis.call('ZRANGE', finished, 0, 0)[1])
end
return {tostring(given_up)}
