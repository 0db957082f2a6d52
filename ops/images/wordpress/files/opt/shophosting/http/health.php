<?php
// Answers the panel's probe without loading WordPress: does this store reach its database and its cache?

require_once '/opt/shophosting/store.php';

header('Content-Type: application/json');
header('Cache-Control: no-store');
mysqli_report(MYSQLI_REPORT_OFF);

$store = shophosting_store();

$answer = [
    'store' => $store['store'] ?? null,
    'database' => $store !== null && shophosting_database_answers($store['database']),
    'cache' => $store !== null && shophosting_cache_answers($store['cache'] ?? null),
    'platform' => trim((string) @file_get_contents('/usr/share/shophosting/platform')),
    'version' => preg_replace('/[-+~].*/', '', explode(' ', (string) strtok((string) @file_get_contents('/usr/share/shophosting/software'), "\n"))[1] ?? ''),
];

// A shop without its cache is slower, not down.
http_response_code($answer['database'] ? 200 : 503);
echo json_encode($answer), "\n";

function shophosting_database_answers(array $database): bool
{
    $link = mysqli_init();
    $link->options(MYSQLI_OPT_CONNECT_TIMEOUT, 2);
    if (!@$link->real_connect($database['host'], $database['user'], $database['password'], $database['name'])) {
        return false;
    }
    return $link->query('SELECT 1 FROM wp_options LIMIT 1') !== false;
}

function shophosting_cache_answers(?array $cache): bool
{
    if ($cache === null) {
        return false;
    }
    try {
        $redis = new Redis();
        return @$redis->connect($cache['host'], $cache['port'] ?? 6379, 0.5) && $redis->auth($cache['password']) && $redis->ping() !== false;
    } catch (RedisException) {
        return false;
    }
}
