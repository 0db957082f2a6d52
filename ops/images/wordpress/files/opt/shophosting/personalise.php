<?php
// Makes the golden shop the customer's own: reads JSON from standard input, may be run again, prints one line of JSON.

$shophosting_started = hrtime(true);
ini_set('display_errors', '0');

set_exception_handler(static function (Throwable $failure): void {
    shophosting_finish(['ok' => false, 'error' => $failure instanceof Refusal ? $failure->getMessage() : 'The shop could not be personalised: ' . $failure->getMessage()]);
});
register_shutdown_function(static function (): void {
    $error = error_get_last();
    if (!defined('SHOPHOSTING_FINISHED')) {
        shophosting_finish(['ok' => false, 'error' => 'WordPress stopped before the shop was personalised' . ($error === null ? '.' : ': ' . strtok($error['message'], "\n"))]);
    }
});

class Refusal extends Exception
{
}

function shophosting_finish(array $answer): never
{
    define('SHOPHOSTING_FINISHED', true);
    while (ob_get_level() > 0) {
        ob_end_clean();
    }
    echo json_encode($answer, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_INVALID_UTF8_SUBSTITUTE), "\n";
    exit($answer['ok'] ? 0 : 1);
}

/** What was asked, with every value of the type it must have. */
function shophosting_asked(): array
{
    $asked = json_decode((string) stream_get_contents(STDIN), true);
    if (!is_array($asked)) {
        throw new Refusal('Standard input is not a JSON object.');
    }
    $asked['passwordOnly'] = ($asked['passwordOnly'] ?? false) === true;
    foreach ($asked['passwordOnly'] ? ['adminPassword'] : ['title', 'adminUser', 'adminEmail', 'adminPassword'] as $member) {
        if (!is_string($asked[$member] ?? null) || $asked[$member] === '') {
            throw new Refusal("The member $member is missing or not a text.");
        }
    }
    foreach (['currency', 'country', 'language', 'timezone'] as $member) {
        $asked[$member] ??= '';
        if (!is_string($asked[$member])) {
            throw new Refusal("The member $member is not a text.");
        }
    }
    foreach (['title', 'adminUser', 'adminEmail'] as $member) {
        if (preg_match('/[\x00-\x1f\x7f]/', $asked[$member] ?? '')) {
            throw new Refusal("The member $member holds a control character.");
        }
    }
    if (strlen($asked['adminPassword']) > 4096 || trim($asked['adminPassword']) !== $asked['adminPassword'] || str_contains($asked['adminPassword'], "\0")) {
        throw new Refusal('The administrator\'s password is longer than 4096 bytes, or begins or ends with white space.');
    }
    $asked['sampleProducts'] = ($asked['sampleProducts'] ?? false) === true;
    return $asked;
}

function shophosting_title(string $title): void
{
    // WordPress keeps the title as HTML text; encoding all of it here keeps entities the customer typed as typed.
    update_option('blogname', htmlspecialchars($title, ENT_QUOTES, 'UTF-8', true));
    if (html_entity_decode(get_option('blogname'), ENT_QUOTES, 'UTF-8') !== $title) {
        throw new Refusal('The title could not be stored exactly as given.');
    }
}

function shophosting_administrator(string $login, string $email, string $password): void
{
    global $wpdb;
    if (sanitize_user($login, true) !== $login || strlen($login) > 60) {
        throw new Refusal("The administrator's name may have up to 60 letters, digits, spaces and the signs . - _ @.");
    }
    if (!is_email($email) || strlen($email) > 100) {
        throw new Refusal('The administrator\'s e-mail address is not one that WordPress accepts.');
    }
    foreach (['send_password_change_email', 'send_email_change_email', 'wp_send_new_user_notification_to_admin', 'wp_send_new_user_notification_to_user'] as $mail) {
        add_filter($mail, '__return_false');
    }
    // WordPress's own forms hand passwords on with slashes added, so a password is what the sign-in form makes of it.
    $password = wp_slash($password);
    $id = (int) get_option('shophosting_administrator');
    $known = $id > 0 ? get_userdata($id) : get_user_by('login', $login);
    $user = ['user_login' => $login, 'user_email' => $email, 'user_pass' => $password, 'display_name' => $login, 'nickname' => $login, 'role' => 'administrator'];

    if ($known && $known->user_login === $login && $known->user_email === $email && in_array('administrator', $known->roles, true) && wp_check_password($password, $known->user_pass, $known->ID)) {
        $id = $known->ID;
    } else {
        if ($known) {
            $user['ID'] = $known->ID;
            if ($known->user_login !== $login) {
                if (username_exists($login)) {
                    throw new Refusal('Another user of this shop has the administrator\'s name already.');
                }
                $wpdb->update($wpdb->users, ['user_login' => $login], ['ID' => $known->ID]);
                clean_user_cache($known);
            }
        }
        $id = $known ? wp_update_user($user) : wp_insert_user($user);
        if (is_wp_error($id)) {
            throw new Refusal('The administrator could not be stored: ' . wp_strip_all_tags($id->get_error_message()));
        }
    }
    update_option('shophosting_administrator', (string) $id);
    update_option('admin_email', $email);
    delete_option('new_admin_email');

    $signed = wp_authenticate($login, $password);
    if (is_wp_error($signed) || $signed->ID !== (int) $id || $signed->user_email !== $email) {
        throw new Refusal('The administrator was stored but can\'t sign in: ' . (is_wp_error($signed) ? wp_strip_all_tags($signed->get_error_message()) : 'another user answered.'));
    }
    wp_set_current_user($id);
}

/** A new password for the platform's administrator, who keeps name and address; the old one stays when the new one does not let in. */
function shophosting_new_password(string $password): void
{
    global $wpdb;
    $user = get_userdata((int) get_option('shophosting_administrator'));
    if (!$user) {
        throw new Refusal('The administrator that came with the shop is not there any more; make one in the dashboard, or ask for help.');
    }
    $before = $user->user_pass;
    $password = wp_slash($password);
    wp_set_password($password, $user->ID);
    $signed = wp_authenticate($user->user_login, $password);
    if (is_wp_error($signed)) {
        $wpdb->update($wpdb->users, ['user_pass' => $before], ['ID' => $user->ID]);
        clean_user_cache($user->ID);
        throw new Refusal('The new password did not let the administrator in, so the old one stays: ' . wp_strip_all_tags($signed->get_error_message()));
    }
}

/** @return string[] what could not be done, in sentences */
function shophosting_place(string $language, string $timezone): array
{
    $notes = [];
    if ($timezone !== '') {
        if (!in_array($timezone, timezone_identifiers_list(DateTimeZone::ALL_WITH_BC), true)) {
            throw new Refusal('The time zone is not one of the IANA names.');
        }
        update_option('timezone_string', $timezone);
    }
    if ($language !== '' && $language !== 'en_US') {
        if (!preg_match('/^[a-z]{2,3}(_[A-Z]{2})?(_[a-z]+)?$/', $language)) {
            throw new Refusal('The language is not a WordPress locale such as de_DE.');
        }
        if (in_array($language, get_available_languages(), true)) {
            update_option('WPLANG', $language);
        } else {
            $notes[] = "The language $language is not in the image; the shop speaks English until it is installed in the dashboard.";
        }
    }
    return $notes;
}

function shophosting_shop(array $asked): void
{
    if (!function_exists('WC')) {
        return;
    }
    if ($asked['currency'] !== '') {
        if (!isset(get_woocommerce_currencies()[$asked['currency']])) {
            throw new Refusal('The currency is not one that WooCommerce knows.');
        }
        update_option('woocommerce_currency', $asked['currency']);
    }
    if ($asked['country'] !== '') {
        [$country, $state] = explode(':', $asked['country'] . ':');
        $countries = WC()->countries;
        if (!isset($countries->get_countries()[$country]) || ($state !== '' && !isset($countries->get_states($country)[$state]))) {
            throw new Refusal('The country is not one that WooCommerce knows; it is a code such as DE or US:CA.');
        }
        update_option('woocommerce_default_country', $state === '' ? $country : "$country:$state");
    }
    update_option('woocommerce_email_from_address', $asked['adminEmail']);
    update_option('woocommerce_email_from_name', get_option('blogname'));
    update_option('woocommerce_stock_email_recipient', $asked['adminEmail']);
    update_option('woocommerce_coming_soon', 'no');
    if (!$asked['sampleProducts']) {
        foreach (get_posts(['post_type' => ['product', 'attachment'], 'post_status' => 'any', 'numberposts' => -1, 'fields' => 'ids', 'meta_key' => '_shophosting_sample']) as $id) {
            $product = wc_get_product($id);
            $product ? $product->delete(true) : wp_delete_attachment($id, true);
        }
    }
}

/** The tasks that fell due since the image was made wait until the shop has shown its first pages. */
function shophosting_postpone_tasks(): void
{
    $later = time() + 120;
    $crons = [];
    foreach ((array) _get_cron_array() as $due => $hooks) {
        foreach ($hooks as $hook => $events) {
            $at = max($due, $later);
            $crons[$at][$hook] = ($crons[$at][$hook] ?? []) + $events;
        }
        $later += 10;
    }
    ksort($crons);
    _set_cron_array($crons);
}

$asked = shophosting_asked();

define('SHOPHOSTING_PERSONALISE', true);
define('DISABLE_WP_CRON', true);
define('WP_ADMIN', false);
require_once '/opt/shophosting/store.php';
$_SERVER['HTTP_HOST'] = (string) parse_url(shophosting_store()['url'] ?? '', PHP_URL_HOST);
$_SERVER['REQUEST_URI'] = '/';
$_SERVER['REQUEST_METHOD'] = 'GET';
ob_start();
require '/usr/share/wordpress/wp-load.php';

if (!is_blog_installed()) {
    throw new Refusal('The database holds no installed shop; it has to start from a golden data directory.');
}
if ($asked['passwordOnly']) {
    shophosting_new_password($asked['adminPassword']);
    shophosting_finish(['ok' => true, 'ms' => intdiv(hrtime(true) - $shophosting_started, 1000000)]);
}
shophosting_title($asked['title']);
update_option('home', WP_HOME);
update_option('siteurl', WP_SITEURL);
shophosting_administrator($asked['adminUser'], $asked['adminEmail'], $asked['adminPassword']);
$notes = shophosting_place($asked['language'], $asked['timezone']);
shophosting_shop($asked);
shophosting_postpone_tasks();

shophosting_finish(['ok' => true, 'ms' => intdiv(hrtime(true) - $shophosting_started, 1000000)] + ($notes === [] ? [] : ['notes' => $notes]));
