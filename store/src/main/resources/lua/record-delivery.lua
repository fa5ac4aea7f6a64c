-- Notes what became of a delivery. Nothing finished waits again by it, and nothing delivered fails.
--
-- KEYS, ARGV[1-4]  as in deliveries.lua
-- ARGV[5]          its key
-- ARGV[6]          its text
--
-- Returns an empty table.

local before, after = known(ARGV[5]), parse(ARGV[5], ARGV[6])
if before then
  local waits = before.state == 'W'
  if waits then
    leave_line(before)
  end
  if waits and after.state == 'W' then
    enqueue(after)
  elseif waits or after.state == 'D' then
    finish(after)
  end
  forget_finished()
end
return {}
