<?php
/**
 * Plugin Name: ShopHosting
 * Description: What the platform adds to this site: its identity for probes, mail through the platform, and a core that is kept current by the platform.
 */

defined('ABSPATH') || exit;

/** Every page of the front end says which store answered, so that a probe knows it saw the right one. */
add_action('send_headers', static function (): void {
    header('X-ShopHosting-Store: ' . shophosting_store()['store']);
});

/** Twelve rounds, PHP's default, cost a quarter of a second for each sign-in on a small machine; ten are the recommended least. */
add_filter('wp_hash_password_options', static fn (array $options): array => ['cost' => 10] + $options);

/** The core and what the image brings are updated by the platform; WordPress neither offers nor tries it. */
add_filter('map_meta_cap', static fn (array $caps, string $cap): array => $cap === 'update_core' ? ['do_not_allow'] : $caps, 10, 2);
add_filter('pre_site_transient_update_core', static fn (): object => (object) ['updates' => [], 'last_checked' => time(), 'version_checked' => wp_get_wp_version()]);

foreach (['plugins' => WP_PLUGIN_DIR, 'themes' => WP_CONTENT_DIR . '/themes'] as $shophosting_kind => $shophosting_folder) {
    add_filter("site_transient_update_$shophosting_kind", static function ($offers) use ($shophosting_folder) {
        foreach (array_keys((array) ($offers->response ?? [])) as $name) {
            if (is_link($shophosting_folder . '/' . explode('/', $name)[0])) {
                unset($offers->response[$name]);
            }
        }
        return $offers;
    });
}
add_filter('site_status_tests', static function (array $tests): array {
    unset($tests['async']['background_updates'], $tests['direct']['persistent_object_cache']);
    return $tests;
});

/** Mail goes to the platform's relay where the panel names one. */
add_action('phpmailer_init', static function ($mailer): void {
    $mail = shophosting_store()['mail'] ?? null;
    if (empty($mail['host'])) {
        return;
    }
    $mailer->isSMTP();
    $mailer->Host = $mail['host'];
    $mailer->Port = $mail['port'] ?? 25;
    $mailer->SMTPAuth = !empty($mail['user']);
    $mailer->Username = $mail['user'] ?? '';
    $mailer->Password = $mail['password'] ?? '';
    $mailer->SMTPSecure = in_array($mail['secure'] ?? '', ['tls', 'ssl'], true) ? $mail['secure'] : '';
    $mailer->SMTPAutoTLS = false;
    $mailer->Timeout = 10;
});
add_filter('wp_mail_from', static fn (string $from): string => shophosting_store()['mail']['from'] ?? $from);

/** The panel's link to the dashboard: works once and within a minute, leads nowhere else, and is remembered by no browser or cache. */
add_action('init', static function (): void {
    if (strtok($_SERVER['REQUEST_URI'] ?? '', '?') !== '/shophosting-sign-in' || ($_SERVER['REQUEST_METHOD'] ?? '') !== 'GET') {
        return;
    }
    require_once '/opt/shophosting/sign-in-key.php';
    nocache_headers();
    header('Cache-Control: no-store');
    header('Referrer-Policy: no-referrer');
    $user = shophosting_take_key($_GET['key'] ?? null) ? get_userdata((int) get_option('shophosting_administrator')) : false;
    if (!$user || !user_can($user, 'manage_options')) {
        wp_die('This link was used already, or is older than a minute. Go back to the page of your shop and open the dashboard from there once more.', 'This link is over', ['response' => 410]);
    }
    wp_set_current_user($user->ID);
    wp_set_auth_cookie($user->ID, false);
    do_action('wp_login', $user->user_login, $user);
    wp_safe_redirect(admin_url());
    exit;
}, PHP_INT_MIN);
