<?php

// The front door: `php -S` hands every request to this file.

use App\Errors;
use App\Kernel;
use Illuminate\Contracts\Debug\ExceptionHandler;
use Illuminate\Contracts\Http\Kernel as HttpKernel;
use Illuminate\Foundation\Application;
use Illuminate\Http\Request;

require_once 'Illuminate/autoload.php'; // Debian's; with Composer, vendor/autoload.php.
spl_autoload_register(function (string $class) {
    if (str_starts_with($class, 'App\\')) {
        require_once __DIR__.'/app/'.substr($class, 4).'.php';
    }
});

$app = new Application(__DIR__);
$app->singleton(HttpKernel::class, Kernel::class);
$app->singleton(ExceptionHandler::class, Errors::class);
$kernel = $app->make(HttpKernel::class);
$response = $kernel->handle($request = Request::capture())->send();
$kernel->terminate($request, $response);
