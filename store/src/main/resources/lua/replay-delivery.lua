-- Has a delivery sent once more, now, as if it were new.
--
-- KEYS, ARGV[1-4]  as in deliveries.lua
-- ARGV[5]          its key
--
-- Returns {its text}; an empty table if it is not known.

forget_finished()
local delivery = known(ARGV[5])
if not delivery then
  return {}
end
if delivery.state == 'W' then
  leave_line(delivery)
end
local renewed = with(delivery, 'W', now_ms, now_ms, '0', '')
enqueue(renewed)
return {renewed.text}
