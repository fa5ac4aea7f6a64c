<?php

return [
    'default' => 'anemone',
    'connections' => [
        'anemone' => [
            'driver' => 'anemone',
            'url' => env('ANEMONE_URL', 'http://127.0.0.1:6001'),
            'app_id' => env('ANEMONE_APP_ID', 'app-id'),
            'key' => env('ANEMONE_APP_KEY', 'app-key'),
            'secret' => env('ANEMONE_APP_SECRET', 'app-secret'),
        ],
    ],
    'token_key' => env('ANEMONE_APP_TOKEN_KEY', 'a token key of at least 32 bytes!'),
];
