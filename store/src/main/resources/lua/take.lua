-- Takes events of a partition for one reader, if no other has any of them.
--
-- KEYS[1]  stream: the events
-- KEYS[2]  string: the number of those dropped that nobody has counted yet
-- KEYS[3]  string: whose turn it is
-- ARGV     reader, how many ms its turn lasts, after which id to begin or "" for the oldest, how many at most, "1" if it has
--          events in hand, else "0"
--
-- Returns {"busy"} if it is another's turn; else {"mine", events dropped, and for each event: its id, the event}. Without any
-- and nothing in hand, its turn is over.

local stream, dropped, turn = unpack(KEYS)
local reader, turn_ms, after, count, in_hand = unpack(ARGV)

local holder = redis.call('GET', turn)
if holder and holder ~= reader then
  return {'busy'}
end

local entries = redis.call('XRANGE', stream, after == '' and '-' or '(' .. after, '+', 'COUNT', count)
if #entries == 0 and in_hand == '0' then
  redis.call('DEL', turn)
else
  redis.call('SET', turn, reader, 'PX', turn_ms)
end
local answer = {'mine', redis.call('GETDEL', dropped) or '0'}
for _, entry in ipairs(entries) do
  table.insert(answer, entry[1])
  table.insert(answer, entry[2][2])
end
return answer
