-- Removes an app, and announces it.
--
-- KEYS[1]  hash: app id -> its document; empty if it was removed
-- KEYS[2]  hash: app key -> id of the app that holds it
-- KEYS[3]  hash: app id -> its keys, a space between each two
-- KEYS[4]  pub/sub channel for the ids of apps that changed
-- ARGV     id
--
-- Returns {"removed"}; or an empty table if there is no such app, and nothing has changed then.

local documents, app_of_key, keys_of_app, changed = unpack(KEYS)
local id = ARGV[1]

if (redis.call('HGET', documents, id) or '') == '' then
  return {}
end
for key in string.gmatch(redis.call('HGET', keys_of_app, id) or '', '%S+') do
  redis.call('HDEL', app_of_key, key)
end
redis.call('HDEL', keys_of_app, id)
redis.call('HSET', documents, id, '')
redis.call('PUBLISH', changed, id)
return {'removed'}
