<?php
// WordPress's configuration: everything of this store comes from one file of the panel, nothing from the environment.

require_once '/opt/shophosting/store.php';

$shophosting = shophosting_store($shophosting_why);
if ($shophosting === null) {
    error_log("shophosting: $shophosting_why");
    if (PHP_SAPI !== 'cli') {
        http_response_code(503);
        header('Retry-After: 5');
        exit('This shop is being prepared.');
    }
    fwrite(STDERR, "$shophosting_why\n");
    exit(1);
}

define('DB_NAME', $shophosting['database']['name']);
define('DB_USER', $shophosting['database']['user']);
define('DB_PASSWORD', $shophosting['database']['password']);
define('DB_HOST', $shophosting['database']['host']);
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
$table_prefix = 'wp_';

foreach (['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY', 'AUTH_SALT', 'SECURE_AUTH_SALT', 'LOGGED_IN_SALT', 'NONCE_SALT'] as $shophosting_salt) {
    define($shophosting_salt, $shophosting['salts'][$shophosting_salt] ?? $shophosting['salts'][strtolower($shophosting_salt)]);
}

define('WP_HOME', rtrim($shophosting['url'], '/'));
define('WP_SITEURL', WP_HOME);
define('FORCE_SSL_ADMIN', str_starts_with(WP_HOME, 'https://'));

define('WP_CONTENT_DIR', '/var/lib/wordpress/wp-content');
define('WP_CONTENT_URL', WP_HOME . '/wp-content');
define('WPMU_PLUGIN_DIR', '/opt/shophosting/mu-plugins');
define('WPMU_PLUGIN_URL', WP_HOME . '/.shophosting/mu-plugins');
define('WP_TEMP_DIR', '/tmp');
define('WP_DEFAULT_THEME', 'twentytwentyfive');

// The core belongs to the image; plugins and themes of the customer live in the volume and are written directly.
define('FS_METHOD', 'direct');
define('WP_AUTO_UPDATE_CORE', false);
define('DISALLOW_FILE_EDIT', true);
define('WP_DEBUG', false);
define('WP_MEMORY_LIMIT', '128M');
define('WP_MAX_MEMORY_LIMIT', '256M');
define('WP_POST_REVISIONS', 10);

if (!defined('ABSPATH')) {
    define('ABSPATH', '/usr/share/wordpress/');
}
// Everything above is all that some readers want.
if (!defined('SHOPHOSTING_CONFIG_ONLY')) {
    require_once ABSPATH . 'wp-settings.php';
}
