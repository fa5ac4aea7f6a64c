-- What scripts share that touch a channel's stream; it stands in front of each of them.
--
-- A stream is a hash: epoch, process, from, top, id. `top` is the offset given last and `id` the publication that has it;
-- `from` is the first offset of the epoch, which has two parts with a dash between: a name for the life of the stream, and
-- a number that goes up whenever Redis is another process than the one that wrote last. Such a process may have lost what
-- the other confirmed: a replica that became master, or one that read an older file. Nothing but the number tells.

-- Reads the stream, and begins it if there is none.
--
-- name      of the hash
-- entries   of the stream's publications
-- life      names the life that begins, if one does
-- process   the run id of this Redis
-- idle_ms   for how long a stream is remembered that begins
local function open_stream(name, entries, life, process, idle_ms)
  local fields = redis.call('HMGET', name, 'epoch', 'process', 'from', 'top', 'id')
  local stream = {
    name = name, epoch = fields[1], from = tonumber(fields[3]), top = tonumber(fields[4]), id = fields[5],
  }
  if not stream.epoch then
    stream.epoch, stream.from, stream.top, stream.id = life .. '-0', 1, 0, ''
    redis.call('DEL', entries)
    redis.call('HSET', name, 'epoch', stream.epoch, 'process', process, 'from', 1, 'top', 0, 'id', '')
    redis.call('PEXPIRE', name, idle_ms)
  elseif fields[2] ~= process then
    local before, number = string.match(stream.epoch, '^(.*)-(%d+)$')
    stream.epoch, stream.from = before .. '-' .. string.format('%.0f', number + 1), stream.top + 1
    redis.call('HSET', name, 'epoch', stream.epoch, 'process', process, 'from', stream.from)
  end
  return stream
end

local function decimal(number)
  return string.format('%.0f', number)
end

-- Milliseconds since 1970.
local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
