-- Notes how many connections a node has open, and tells what has changed of those of the others.
--
-- KEYS[1]  hash: app -> connections over all nodes
-- KEYS[2]  hash: app -> connections of the node
-- KEYS[3]  sorted set: app -> the version in which its number over all nodes last changed
-- KEYS[4]  string: the version, one more with each change
-- KEYS[5]  string: exists if the node was declared dead
-- ARGV     the version that the node knows, "0" for none; "1" if it has no connections of apps that are not given, else
--          "0"; then for each app: its id, the node's connections
--
-- Returns {version}, and behind it each app that changed since the known version, and how many connections the other
-- nodes have of it; or {"dead"} if the node was declared dead and reports some, and nothing has changed then.

local totals, own, changes, version_key, dead = unpack(KEYS)
local known, all = tonumber(ARGV[1]), ARGV[2]

if #ARGV > 2 and redis.call('EXISTS', dead) == 1 then
  return {'dead'}
end

local counts = {}
if all == '1' then
  for _, app in ipairs(redis.call('HKEYS', own)) do
    counts[app] = 0
  end
end
for i = 3, #ARGV, 2 do
  counts[ARGV[i]] = tonumber(ARGV[i + 1])
end

local version = tonumber(redis.call('GET', version_key) or '0')
local last = version
for app, count in pairs(counts) do
  local change = count - tonumber(redis.call('HGET', own, app) or '0')
  if change ~= 0 then
    if last == version then
      version = redis.call('INCR', version_key)
    end
    if count == 0 then
      redis.call('HDEL', own, app)
    else
      redis.call('HSET', own, app, count)
    end
    if redis.call('HINCRBY', totals, app, change) == 0 then
      redis.call('HDEL', totals, app)
    end
    redis.call('ZADD', changes, version, app)
  end
end

if known > version then
  known = 0 -- It is of a Redis that lost what came last.
end
local answer = {tostring(version)}
for _, app in ipairs(redis.call('ZRANGEBYSCORE', changes, '(' .. known, '+inf')) do
  local others = tonumber(redis.call('HGET', totals, app) or '0') - tonumber(redis.call('HGET', own, app) or '0')
  table.insert(answer, app)
  table.insert(answer, tostring(others))
end
return answer
