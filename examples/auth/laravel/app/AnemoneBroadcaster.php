<?php

namespace App;

use Illuminate\Broadcasting\BroadcastException;
use Illuminate\Broadcasting\Broadcasters\Broadcaster;
use Illuminate\Broadcasting\Broadcasters\UsePusherChannelConventions;
use Symfony\Component\HttpKernel\Exception\AccessDeniedHttpException;

/**
 * What Laravel's driver `pusher` does, without the package pusher/pusher-php-server, which Debian does not have. Where
 * Composer can get that, use `pusher` and set `host`, `port` and `scheme` of its options.
 */
class AnemoneBroadcaster extends Broadcaster
{
    use UsePusherChannelConventions;

    public function __construct(private array $config)
    {
    }

    public function auth($request)
    {
        $channel = $this->normalizeChannelName($request->channel_name);
        if (! $this->isGuardedChannel($request->channel_name) || ! $this->retrieveUser($request, $channel)) {
            throw new AccessDeniedHttpException;
        }

        return parent::verifyUserCanAccessChannel($request, $channel);
    }

    public function validAuthenticationResponse($request, $result)
    {
        $signed = "{$request->socket_id}:{$request->channel_name}";
        if (str_starts_with($request->channel_name, 'private-')) {
            return ['auth' => $this->config['key'].':'.$this->sign($signed)];
        }
        $user = $this->retrieveUser($request, $this->normalizeChannelName($request->channel_name));
        $data = json_encode(['user_id' => (string) $user->getAuthIdentifier(), 'user_info' => $result]);

        return ['auth' => $this->config['key'].':'.$this->sign("$signed:$data"), 'channel_data' => $data];
    }

    public function broadcast(array $channels, $event, array $payload = [])
    {
        $body = json_encode(array_filter([
            'name' => $event,
            'channels' => $this->formatChannels($channels),
            'socket_id' => $payload['socket'] ?? null,
            'data' => json_encode(array_diff_key($payload, ['socket' => null]), JSON_FORCE_OBJECT),
        ]));
        $path = "/apps/{$this->config['app_id']}/events";
        $query = http_build_query([
            'auth_key' => $this->config['key'],
            'auth_timestamp' => time(),
            'auth_version' => '1.0',
            'body_md5' => md5($body),
        ]);
        $signature = $this->sign("POST\n$path\n$query");
        $answer = @file_get_contents("{$this->config['url']}$path?$query&auth_signature=$signature", false,
            stream_context_create(['http' => [
                'method' => 'POST', 'header' => 'Content-Type: application/json', 'content' => $body, 'timeout' => 5,
            ]]));
        if ($answer === false) {
            throw new BroadcastException('Anemone did not take the event: '.($http_response_header[0] ?? 'no answer'));
        }
    }

    private function sign(string $text): string
    {
        return hash_hmac('sha256', $text, $this->config['secret']);
    }
}
