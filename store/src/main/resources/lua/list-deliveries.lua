-- Lists deliveries of an app, newest first.
--
-- KEYS, ARGV[1-4]  as in deliveries.lua
-- ARGV[5]          app
-- ARGV[6]          only those of this state, as in deliveries.lua; empty for all
-- ARGV[7]          only those older than the one of this id; empty for all
-- ARGV[8]          how many at most
--
-- Returns for each: its key, its text.

forget_finished()
local app, state, before, limit = ARGV[5], ARGV[6], ARGV[7], tonumber(ARGV[8])
local newest = before == '' and '(' .. app .. '!' or '(' .. app .. ' ' .. before
local listed = {}
repeat
  local page = redis.call('ZREVRANGEBYLEX', keys, newest, '[' .. app .. ' ', 'LIMIT', 0, 256)
  for _, key in ipairs(page) do
    local text = redis.call('HGET', docs, key)
    if #listed < 2 * limit and (state == '' or state == string.sub(text, 1, 1)) then
      table.insert(listed, key)
      table.insert(listed, text)
    end
    newest = '(' .. key
  end
until #page == 0 or #listed == 2 * limit
return listed
