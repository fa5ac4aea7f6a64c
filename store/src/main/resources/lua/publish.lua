-- Publishes an event on a channel that keeps its last one.
--
-- KEYS[1]  hash: the channel's stream: epoch and top, the offset given last
-- KEYS[2]  string: the last event: offset, epoch and id, a space after each, and the envelope
-- KEYS[3]  pub/sub channel: the feed
-- KEYS[4]  string: exists while further misses of the channel are not news to webhooks
-- ARGV     an epoch in case the stream begins, the event's id, its envelope, for how many ms it is kept, for how many ms
--          the stream is remembered
--
-- Returns {offset, epoch}.

local stream, last, feed, missed = unpack(KEYS)
local new_epoch, id, envelope, keep_ms, remember_ms = unpack(ARGV)

redis.call('HSETNX', stream, 'epoch', new_epoch)
local epoch = redis.call('HGET', stream, 'epoch')
local offset = redis.call('HINCRBY', stream, 'top', 1)
redis.call('PEXPIRE', stream, remember_ms)

local positioned = offset .. ' ' .. epoch .. ' ' .. id .. ' ' .. envelope
redis.call('SET', last, positioned, 'PX', keep_ms)
redis.call('DEL', missed)
redis.call('PUBLISH', feed, '\5' .. positioned)
return {tostring(offset), epoch}
