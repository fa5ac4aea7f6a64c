<?php

namespace App;

use Illuminate\Foundation\Exceptions\Handler;
use Throwable;

class Errors extends Handler
{
    protected function shouldReturnJson($request, Throwable $e): bool
    {
        return true;
    }
}
