<?php

// Stands in for Composer's file: the framework comes from Debian's php-laravel-framework, which has class loaders of its own
// for everything but Illuminate\Foundation.

// Laravel 8 on PHP 8.2 reports hundreds of deprecations that are not the site's.
error_reporting(E_ALL & ~E_DEPRECATED & ~E_USER_DEPRECATED);

require_once 'Illuminate/autoload.php';

const AURORA_CLASSES = [
    'App\\' => __DIR__.'/../app/',
    'Illuminate\\Foundation\\' => '/usr/share/php/Illuminate/Foundation/',
];

spl_autoload_register(function (string $class): void {
    foreach (AURORA_CLASSES as $prefix => $folder) {
        if (! str_starts_with($class, $prefix)) {
            continue;
        }
        $file = $folder.str_replace('\\', '/', substr($class, strlen($prefix))).'.php';
        if (is_file($file)) {
            require_once $file;
        }
    }
});

require_once '/usr/share/php/Illuminate/Foundation/helpers.php';
