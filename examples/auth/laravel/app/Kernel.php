<?php

namespace App;

use Illuminate\Foundation\Http\Kernel as HttpKernel;
use Illuminate\Routing\Middleware\SubstituteBindings;

class Kernel extends HttpKernel
{
    protected $middlewareGroups = ['api' => [SubstituteBindings::class]];
}
