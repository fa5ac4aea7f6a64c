-- What scripts share that note what webhooks are to tell; it stands in front of each of them. `log` is what `open_log`
-- returns. An event is a letter and its subject: app, channel, and what the letter asks for, a space between each two. O:
-- occupied, V: vacated, C: a member came, W: went, N: the number of subscriptions changed, M: cache miss, E: client event.
--
-- names  four keys of a partition: the stream of events; the number of those dropped that nobody has counted yet; the sorted
--        set of what is told later, by when, in ms since 1970; the pub/sub channel that wakes readers
-- terms  the letters that some webhook wants for this channel; how many ms a departure waits; how many events may wait

local function open_log(names, terms)
  local time = redis.call('TIME')
  return {
    stream = names[1], dropped = names[2], later = names[3], wake = names[4],
    wanted = terms[1], grace = tonumber(terms[2]), max = tonumber(terms[3]),
    now = time[1] * 1000 + math.floor(time[2] / 1000),
  }
end

local function wants(log, letter)
  return string.find(log.wanted, letter, 1, true) ~= nil
end

local function tell(log, event)
  redis.call('XADD', log.stream, '*', 'e', event)
  local over = redis.call('XLEN', log.stream) - log.max
  if over > 0 then
    redis.call('XTRIM', log.stream, 'MAXLEN', log.max)
    redis.call('INCRBY', log.dropped, over)
  end
  redis.call('PUBLISH', log.wake, '')
end

-- Tells an arrival, unless the departure before it has not been told: then neither is.
local function arrived(log, arrival, departure, subject)
  if (wants(log, arrival) or wants(log, departure))
    and redis.call('ZREM', log.later, departure .. subject) == 0 and wants(log, arrival) then
    tell(log, arrival .. subject)
  end
end

-- Has a departure told later, unless the arrival happens before.
local function departed(log, arrival, departure, subject)
  if log.grace == 0 then
    if wants(log, departure) then
      tell(log, departure .. subject)
    end
  elseif wants(log, arrival) or wants(log, departure) then
    redis.call('ZADD', log.later, log.now + log.grace, departure .. subject)
  end
end

