<?php

namespace App;

/**
 * Ways 2 and 3: says once what a user may do; Anemone decides about each channel. A JWT by HS256, which needs no package.
 */
class AccessToken
{
    public const LIFE_S = 600;

    public static function for($user): string
    {
        $signed = self::encode(['alg' => 'HS256', 'typ' => 'JWT']).'.'.self::encode([
            'sub' => (string) $user->getAuthIdentifier(),
            'user_info' => ['name' => $user->name],
            'capabilities' => ['private-user-{sub}' => ['subscribe'], 'presence-room' => ['presence']],
            'exp' => time() + self::LIFE_S,
        ]);

        return $signed.'.'.self::base64(hash_hmac('sha256', $signed, config('broadcasting.token_key'), true));
    }

    private static function encode(array $part): string
    {
        return self::base64(json_encode($part));
    }

    private static function base64(string $bytes): string
    {
        return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    }
}
