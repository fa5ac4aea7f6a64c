<?php

namespace App;

use Illuminate\Auth\GenericUser;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Auth;
use Illuminate\Support\Facades\Broadcast;
use Illuminate\Support\Facades\Route;
use Illuminate\Support\ServiceProvider;

class Providers extends ServiceProvider
{
    public function boot(): void
    {
        // Who asks. Put your guard here: this one believes anybody.
        Auth::viaRequest('header', function (Request $request) {
            $id = $request->header('X-User');

            return $id ? new GenericUser(['id' => $id, 'name' => strtoupper($id)]) : null;
        });
        Broadcast::extend('anemone', fn ($app, array $config) => new AnemoneBroadcaster($config));

        // Way 1: Laravel's own endpoint, /broadcasting/auth, asks routes/channels.php about each channel.
        Broadcast::routes(['middleware' => ['api']]);
        require base_path('routes/channels.php');
        Route::middleware('api')->group(base_path('routes/api.php'));
    }
}
