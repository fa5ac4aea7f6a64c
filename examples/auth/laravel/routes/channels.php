<?php

use Illuminate\Support\Facades\Broadcast;

Broadcast::channel('user-{id}', fn ($user, string $id) => $user->getAuthIdentifier() === $id);
Broadcast::channel('room', fn ($user) => ['name' => $user->name]);
