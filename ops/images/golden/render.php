<?php
// Shows one page of the shop as a visitor would see it; a page that is missing is no failure here.

$_SERVER = ['HTTP_HOST' => 'golden.invalid', 'SERVER_NAME' => 'golden.invalid', 'SERVER_PORT' => '80', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'REMOTE_ADDR' => '127.0.0.1',
    'REQUEST_METHOD' => 'GET', 'REQUEST_URI' => $argv[1], 'SCRIPT_NAME' => '/index.php', 'PHP_SELF' => '/index.php', 'SCRIPT_FILENAME' => '/usr/share/wordpress/index.php'] + $_SERVER;
define('DISABLE_WP_CRON', true);
define('WP_DISABLE_FATAL_ERROR_HANDLER', true);
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('WP_USE_THEMES', true);
require '/usr/share/wordpress/wp-blog-header.php';
