<?php

use App\AccessToken;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Broadcast;
use Illuminate\Support\Facades\Route;

Route::get('/token', function (Request $request) {
    abort_unless($request->user() !== null, 401);

    return ['token' => AccessToken::for($request->user()), 'expires_in' => AccessToken::LIFE_S];
});

Route::post('/hello', function (Request $request) {
    abort_unless($request->user() !== null, 401);
    $id = $request->user()->getAuthIdentifier();
    Broadcast::connection()->broadcast(["private-user-$id"], 'hello', ['to' => $request->user()->name]);

    return [];
});
