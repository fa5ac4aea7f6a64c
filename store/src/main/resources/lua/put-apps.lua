-- Stores apps, all of them or none, and announces those that changed.
--
-- KEYS[1]  hash: app id -> its document; empty if it was removed
-- KEYS[2]  hash: app key -> id of the app that holds it
-- KEYS[3]  hash: app id -> its keys, a space between each two
-- KEYS[4]  pub/sub channel for the ids of apps that changed
-- ARGV     the document that the one app must have at this moment, or "" if that is all the same; then for each app: its
--          id, its document, its keys with a space between each two
--
-- Returns an empty table; or, if a key belongs to an app that is not among those given, {key, id of that app}; or
-- {"other"} if the app has another document. Nothing has changed then.

local documents, app_of_key, keys_of_app, changed = KEYS[1], KEYS[2], KEYS[3], KEYS[4]

if ARGV[1] ~= '' and redis.call('HGET', documents, ARGV[2]) ~= ARGV[1] then
  return {'other'}
end

local given = {}
for i = 2, #ARGV, 3 do
  given[ARGV[i]] = true
end

for i = 2, #ARGV, 3 do
  for key in string.gmatch(ARGV[i + 2], '%S+') do
    local owner = redis.call('HGET', app_of_key, key)
    if owner and not given[owner] then
      return {key, owner}
    end
  end
end

for id in pairs(given) do
  for key in string.gmatch(redis.call('HGET', keys_of_app, id) or '', '%S+') do
    redis.call('HDEL', app_of_key, key)
  end
end

for i = 2, #ARGV, 3 do
  local id, document, keys = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  for key in string.gmatch(keys, '%S+') do
    redis.call('HSET', app_of_key, key, id)
  end
  redis.call('HSET', keys_of_app, id, keys)
  if redis.call('HGET', documents, id) ~= document then
    redis.call('HSET', documents, id, document)
    redis.call('PUBLISH', changed, id)
  end
end

return {}
