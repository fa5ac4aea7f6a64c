-- Publishes an event that is kept, or that has an idempotency key.
--
-- KEYS[1]  hash: the channel's stream, as in stream.lua
-- KEYS[2]  stream: the publications in its history: offset and time in ms as id; offset, epoch, id, a space after each, and
--          the envelope
-- KEYS[3]  string: the last event of a cache channel, in the same form
-- KEYS[4]  pub/sub channel: the feed
-- KEYS[5]  string: exists while further misses of a cache channel are not news to webhooks
-- KEYS[6]  string: what the idempotency key stands for: content, and the answer from its offset on, a space between each two
-- ARGV     a life in case the stream begins, the run id of this Redis, the event's id, its envelope; for how many ms the
--          stream is remembered, how many publications the history has (0: it does not get this one), for how many ms, for
--          how many ms a cache channel keeps it as its last (0: it does not); for how many ms the idempotency key is
--          remembered (0: there is none), the content it stands for, what its repetitions are told
--
-- Returns {outcome, offset, epoch, id, time in ms, told}. The outcome is "published"; "repeated" if the key stands for the same
-- content, and "taken" if it stands for another, and nothing has changed then, and the rest is of the first. Offset, epoch
-- and id are "0", "-", "-" for what is not kept.

local name, entries, last, feed, missed, key = unpack(KEYS)
local life, process, id, envelope, remember_ms, size, ttl_ms, last_ms, key_ms, content, told = unpack(ARGV)

if key_ms ~= '0' then
  local first = redis.call('GET', key)
  if first then
    local its_content, offset, epoch, its_id, time, its_told = string.match(first, '^(%S+) (%S+) (%S+) (%S+) (%S+) (.*)$')
    return {its_content == content and 'repeated' or 'taken', offset, epoch, its_id, time, its_told}
  end
end

local time = decimal(now_ms())
local offset, epoch = '0', '-'
if size ~= '0' or last_ms ~= '0' then
  local stream = open_stream(name, entries, life, process, remember_ms)
  offset, epoch = decimal(stream.top + 1), stream.epoch
  redis.call('HSET', name, 'top', offset, 'id', id)
  redis.call('PEXPIRE', name, remember_ms)
  local positioned = offset .. ' ' .. epoch .. ' ' .. id .. ' ' .. envelope
  if size ~= '0' then
    redis.call('XADD', entries, 'MAXLEN', size, offset .. '-' .. time, 'p', positioned)
    redis.call('PEXPIRE', entries, ttl_ms)
  end
  if last_ms ~= '0' then
    redis.call('SET', last, positioned, 'PX', last_ms)
    redis.call('DEL', missed)
  end
  redis.call('PUBLISH', feed, '\5' .. positioned)
else
  id = '-'
  redis.call('PUBLISH', feed, envelope)
end

if key_ms ~= '0' then
  redis.call('SET', key, table.concat({content, offset, epoch, id, time, told}, ' '), 'PX', key_ms)
end
return {'published', offset, epoch, id, time, told}
