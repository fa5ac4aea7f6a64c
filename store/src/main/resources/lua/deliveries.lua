-- What the scripts of the webhook queue share; it stands in front of each of them.
--
-- A delivery is known by its key: app and id, a space between. Its text is: W, D or F for waiting, delivered, failed; when
-- it is due and when it was created, in ms since 1970; attempts; "1" if the operator wrote the endpoint, else "0"; the URL;
-- the length of the outcome; each with a space behind it; the outcome and the body.
--
-- KEYS[1]  hash: key -> text
-- KEYS[2]  sorted set: keys of those that wait, by when they were created
-- KEYS[3]  sorted set: endpoints (app and URL, a space between) for which some wait, by when the next can be taken, in ms
-- KEYS[4]  sorted set, by text: what waits: endpoint, a zero byte, when it is due (15 digits), a space, id
-- KEYS[5]  hash: endpoint -> id of the one that is out
-- KEYS[6]  sorted set: keys of the finished ones, by when they finished, in µs
-- KEYS[7]  sorted set, by text: all keys
-- KEYS[8]  string: the bytes of all
-- ARGV     how many may wait, how many finished ones are remembered, for how many ms, how many bytes

local docs, waiting, lanes, lines, out, finished, keys, bytes = unpack(KEYS, 1, 8)
local max_waiting, max_finished, keep_ms, max_bytes =
  tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])

local time = redis.call('TIME')
local now_us = time[1] * 1000000 + time[2]
local now_ms = math.floor(now_us / 1000)

local function parse(key, text)
  local state, due, created, attempts, operator, url, length, rest =
    string.match(text, '^(%u) (%d+) (%d+) (%d+) (%d) (%S+) (%d+) (.*)$')
  local app, id = string.match(key, '^(%S+) (.*)$')
  return {
    key = key, text = text, app = app, id = id, state = state, due = tonumber(due), created = tonumber(created),
    operator = operator, attempts = attempts, url = url, endpoint = app .. ' ' .. url,
    body = string.sub(rest, tonumber(length) + 1),
  }
end

local function known(key)
  local text = redis.call('HGET', docs, key)
  return text and parse(key, text)
end

local function with(delivery, state, due, created, attempts, outcome)
  return parse(delivery.key, string.format('%s %.0f %.0f %s %s %s %d %s%s', state, due, created, attempts,
    delivery.operator, delivery.url, #outcome, outcome, delivery.body))
end

local function size(delivery)
  return 512 + 2 * (#delivery.body + #delivery.url)
end

local function line(delivery)
  return delivery.endpoint .. '\0' .. string.format('%015.0f', delivery.due) .. ' ' .. delivery.id
end

-- When the next delivery of the endpoint is due, and its id.
local function first(endpoint)
  local found = redis.call('ZRANGEBYLEX', lines, '[' .. endpoint .. '\0', '(' .. endpoint .. '\1', 'LIMIT', 0, 1)[1]
  if found then
    local due, id = string.match(string.sub(found, #endpoint + 2), '^(%d+) (.*)$')
    return tonumber(due), id
  end
end

local function open(endpoint)
  if redis.call('HEXISTS', out, endpoint) == 0 then
    local due = first(endpoint)
    if due then
      redis.call('ZADD', lanes, due, endpoint)
    else
      redis.call('ZREM', lanes, endpoint)
    end
  end
end

local function leave_line(delivery)
  redis.call('ZREM', lines, line(delivery))
  if redis.call('HGET', out, delivery.endpoint) == delivery.id then
    redis.call('HDEL', out, delivery.endpoint)
  end
  open(delivery.endpoint)
end

local function store(delivery)
  redis.call('HSET', docs, delivery.key, delivery.text)
end

local function enqueue(delivery)
  redis.call('ZREM', finished, delivery.key)
  store(delivery)
  redis.call('ZADD', waiting, delivery.created, delivery.key)
  redis.call('ZADD', lines, 0, line(delivery))
  open(delivery.endpoint)
end

local function finish(delivery)
  redis.call('ZREM', waiting, delivery.key)
  store(delivery)
  redis.call('ZADD', finished, string.format('%.0f', now_us), delivery.key)
end

local function forget(key)
  redis.call('INCRBY', bytes, -size(known(key)))
  redis.call('HDEL', docs, key)
  redis.call('ZREM', keys, key)
  redis.call('ZREM', finished, key)
end

local function forget_finished()
  local over = redis.call('ZCARD', finished) - max_finished
  if over > 0 then
    for _, key in ipairs(redis.call('ZRANGE', finished, 0, over - 1)) do
      forget(key)
    end
  end
  local horizon = string.format('%.0f', now_us - keep_ms * 1000)
  for _, key in ipairs(redis.call('ZRANGEBYSCORE', finished, '-inf', horizon)) do
    forget(key)
  end
end

local function give_up_oldest(limit)
  local delivery = known(redis.call('ZRANGE', waiting, 0, 0)[1])
  leave_line(delivery)
  finish(with(delivery, 'F', delivery.due, delivery.created, delivery.attempts,
    'Given up: more than ' .. limit .. ' were waiting, this one the longest.'))
end

