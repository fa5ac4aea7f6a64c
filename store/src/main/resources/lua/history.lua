-- Reads a channel's publications, and begins its stream if there is none.
--
-- KEYS[1]  hash: the channel's stream, as in stream.lua
-- KEYS[2]  stream: the publications in its history, as in publish.lua
-- ARGV     a life in case the stream begins, the run id of this Redis, for how many ms a stream without publications is
--          remembered; epoch, offset and id of the place after which to read (an empty epoch: the beginning; an empty id: any); epoch and
--          offset of the place before which (an empty epoch: the end); how many at most (0: only the top matters); "1" for the newest first, in
--          falling order; for how many ms after its publication one is shown
--
-- Returns {epoch, top offset, top id, "1" if nothing that followed the place is missing, "1" if there are more, and for
-- each publication: its time in ms, what is kept of it}.

local name, entries = unpack(KEYS)
local life, process, idle_ms, since_epoch, since_offset, since_id, before_epoch, before_offset, limit, newest, max_age_ms =
  unpack(ARGV)

local stream = open_stream(name, entries, life, process, idle_ms)
if stream.top == 0 then
  redis.call('PEXPIRE', name, idle_ms) -- Somebody still waits for the first publication.
end
local oldest = now_ms() - max_age_ms
limit = tonumber(limit)

local function offset_of(entry)
  return tonumber(string.match(entry[1], '^(%d+)'))
end

local function shown(entry)
  return tonumber(string.match(entry[1], '(%d+)$')) >= oldest
end

local function kept(entry)
  return entry[2][2]
end

local function life_of(epoch)
  return string.match(epoch, '^(.*)-')
end

-- Above which offset, and whether all above it is there.
local above, complete
if since_epoch == '' or since_epoch == stream.epoch then
  above = tonumber(since_offset)
  if above == stream.top then
    complete = since_id == '' or since_id == stream.id
  elseif above > stream.top then
    complete = false
  else
    local at = redis.call('XRANGE', entries, decimal(above), decimal(above))[1]
    local next = redis.call('XRANGE', entries, decimal(above + 1), decimal(above + 1))[1]
    complete = next ~= nil and shown(next)
      and (at == nil or since_id == '' or string.match(kept(at), '^%d+ %S+ (%S+) ') == since_id)
  end
else
  above, complete = stream.from - 1, false
end

local below = stream.top + 1
if before_epoch ~= '' then
  below = life_of(before_epoch) == life_of(stream.epoch) and math.min(below, tonumber(before_offset)) or 0
end

local answer = {stream.epoch, decimal(stream.top), stream.id, complete and '1' or '0', '0'}

-- Adds what is in `range`; returns whether to go on.
local found = 0
local function add(range)
  for _, entry in ipairs(range) do
    if shown(entry) then
      if found == limit then
        answer[5] = '1'
        return false
      end
      found = found + 1
      answer[#answer + 1] = string.match(entry[1], '(%d+)$')
      answer[#answer + 1] = kept(entry)
    elseif newest == '1' then
      return false
    end
  end
  return #range > 0
end

local PAGE = 200
local from, to = above + 1, below - 1
while from <= to and limit > 0 do
  local range
  if newest == '1' then
    range = redis.call('XREVRANGE', entries, decimal(to), decimal(from), 'COUNT', PAGE)
  else
    range = redis.call('XRANGE', entries, decimal(from), decimal(to), 'COUNT', PAGE)
  end
  if not add(range) then
    break
  end
  if newest == '1' then
    to = offset_of(range[#range]) - 1
  else
    from = offset_of(range[#range]) + 1
  end
end
return answer
