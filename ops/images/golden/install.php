<?php
// One step of making the golden shop; each runs in a process of its own, because WordPress learns of plugins only when it starts.

$step = $argv[1];
$_SERVER = ['HTTP_HOST' => 'golden.invalid', 'SERVER_NAME' => 'golden.invalid', 'REQUEST_URI' => '/', 'REQUEST_METHOD' => 'GET', 'REMOTE_ADDR' => '127.0.0.1', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'PHP_SELF' => '/index.php'] + $_SERVER;
define('DISABLE_WP_CRON', true);
define('WP_DISABLE_FATAL_ERROR_HANDLER', true);
define('WP_HTTP_BLOCK_EXTERNAL', true);
if ($step === 'install') {
    define('WP_INSTALLING', true);
}
require '/usr/share/wordpress/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
if ($step !== 'install') {
    wp_set_current_user(1);
}

match ($step) {
    'install' => install(),
    'activate' => activate(),
    'shop' => function_exists('WC') ? fill_shop() : fill_site(),
    'settle' => settle(),
    'clean' => clean(),
};

function install(): void
{
    add_filter('pre_wp_mail', '__return_true');
    wp_install('Golden', 'golden', 'golden@golden.invalid', true, '', bin2hex(random_bytes(24)));
    update_option('permalink_structure', '/%postname%/');
    update_option('timezone_string', 'UTC');
    update_option('default_comment_status', 'closed');
    update_option('default_ping_status', 'closed');
    update_option('blogdescription', '');
    update_option('uploads_use_yearmonth_folders', 1);
}

function activate(): void
{
    if (is_dir(WP_PLUGIN_DIR . '/woocommerce')) {
        $failure = activate_plugin('woocommerce/woocommerce.php');
        if (is_wp_error($failure)) {
            fwrite(STDERR, 'WooCommerce could not be activated: ' . html_entity_decode(wp_strip_all_tags($failure->get_error_message())) . "\n");
            exit(1);
        }
    }
}

/** A WordPress site without a shop: a page that greets, a page for news. */
function fill_site(): void
{
    wp_delete_post(1, true);
    wp_delete_post(2, true);
    $home = page('Home', 'home', <<<'HTML'
        <!-- wp:heading {"level":1,"textAlign":"center"} --><h1 class="wp-block-heading has-text-align-center">Welcome</h1><!-- /wp:heading -->
        <!-- wp:paragraph {"align":"center"} --><p class="has-text-align-center">This site is ready. Sign in to the dashboard to write its pages, choose its look and add what it needs.</p><!-- /wp:paragraph -->
        <!-- wp:buttons {"layout":{"type":"flex","justifyContent":"center"}} --><div class="wp-block-buttons"><!-- wp:button --><div class="wp-block-button"><a class="wp-block-button__link wp-element-button" href="/blog/">Read the news</a></div><!-- /wp:button --></div><!-- /wp:buttons -->
        HTML);
    $blog = page('Blog', 'blog', '');
    wp_insert_post(['post_title' => 'We are here', 'post_content' => '<!-- wp:paragraph --><p>The first post of this site. Change it, or write the next one.</p><!-- /wp:paragraph -->', 'post_status' => 'publish', 'post_author' => 1]);
    update_option('show_on_front', 'page');
    update_option('page_on_front', $home);
    update_option('page_for_posts', $blog);
    flush_rewrite_rules();
}

function page(string $title, string $slug, string $content): int
{
    return wp_insert_post(['post_type' => 'page', 'post_title' => $title, 'post_name' => $slug, 'post_content' => $content, 'post_status' => 'publish', 'post_author' => 1]);
}

/** A shop that sells from the first minute: pages, one way to ship, one way to pay, a few samples. */
function fill_shop(): void
{
    WC_Install::create_pages();
    foreach ([1, 2] as $post) {
        wp_delete_post($post, true);
    }
    $options = [
        'woocommerce_coming_soon' => 'no', 'woocommerce_store_pages_only' => 'no', 'woocommerce_allow_tracking' => 'no', 'woocommerce_show_marketplace_suggestions' => 'no',
        'woocommerce_onboarding_profile' => ['skipped' => true], 'woocommerce_task_list_welcome_modal_dismissed' => 'yes', 'woocommerce_merchant_email_notifications' => 'no',
        'woocommerce_enable_guest_checkout' => 'yes', 'woocommerce_cod_settings' => ['enabled' => 'yes', 'title' => 'Cash on delivery', 'description' => 'Pay when it arrives.', 'instructions' => 'Pay when it arrives.', 'enable_for_methods' => [], 'enable_for_virtual' => 'yes'],
        'show_on_front' => 'page', 'page_on_front' => wc_get_page_id('shop'),
    ];
    foreach ($options as $name => $value) {
        update_option($name, $value);
    }
    $zone = new WC_Shipping_Zone(0);
    $method = $zone->add_shipping_method('flat_rate');
    update_option("woocommerce_flat_rate_{$method}_settings", ['title' => 'Shipping', 'tax_status' => 'none', 'cost' => '5']);

    $samples = [
        ['mug', 'Stoneware mug', '14.00', 'Holds a third of a litre and survives the dishwasher.'],
        ['notebook', 'Dotted notebook', '12.50', 'A hundred and sixty pages that lie flat.'],
        ['tote-bag', 'Canvas tote bag', '18.00', 'Strong cotton, long handles, one inner pocket.'],
        ['t-shirt', 'Organic T-shirt', '24.00', 'Soft from the first day, in shape after many washes.'],
        ['poster', 'Mountain poster', '29.00', 'Printed on heavy uncoated paper, 50 by 70 cm.'],
        ['candle', 'Cedar candle', '16.50', 'Burns for about forty hours.'],
    ];
    foreach ($samples as $place => [$name, $title, $price, $text]) {
        $file = "samples/$name.webp";
        $picture = wp_insert_attachment(['post_title' => $title, 'post_mime_type' => 'image/webp', 'post_status' => 'inherit', 'post_author' => 1], $file);
        update_post_meta($picture, '_wp_attachment_metadata', ['width' => 600, 'height' => 600, 'file' => $file, 'filesize' => filesize(WP_CONTENT_DIR . "/uploads/$file"), 'sizes' => [], 'image_meta' => []]);
        update_post_meta($picture, '_wp_attachment_image_alt', $title);
        update_post_meta($picture, '_shophosting_sample', '1');
        $product = new WC_Product_Simple();
        $product->set_name($title);
        $product->set_slug($name);
        $product->set_regular_price($price);
        $product->set_short_description($text);
        $product->set_description($text . ' This is a sample: change it, or delete it.');
        $product->set_image_id($picture);
        $product->set_menu_order($place);
        $product->update_meta_data('_shophosting_sample', '1');
        $product->save();
    }
    flush_rewrite_rules();
}

/** Runs what waits, so that a new shop has nothing to catch up on. */
function settle(): void
{
    if (class_exists('ActionScheduler_QueueRunner')) {
        ActionScheduler_QueueRunner::instance()->run('golden');
        delete_transient('_wc_activation_redirect');
    }
    foreach (['wp_scheduled_delete', 'delete_expired_transients', 'wp_update_user_counts'] as $task) {
        do_action($task);
    }
}

/** Removes accounts, secrets and traces of the build; what belongs to one shop only is made again by that shop. */
function clean(): void
{
    global $wpdb;
    foreach (['users', 'usermeta', 'commentmeta'] as $table) {
        $wpdb->query("TRUNCATE {$wpdb->$table}");
    }
    foreach (['woocommerce_sessions', 'woocommerce_api_keys', 'wc_customer_lookup', 'actionscheduler_logs', 'woocommerce_log', 'wc_webhooks', 'wc_rate_limits'] as $table) {
        if ($wpdb->get_var("SHOW TABLES LIKE '{$wpdb->prefix}$table'")) {
            $wpdb->query("TRUNCATE {$wpdb->prefix}$table");
        }
    }
    if ($wpdb->get_var("SHOW TABLES LIKE '{$wpdb->prefix}actionscheduler_actions'")) {
        $wpdb->query("DELETE FROM {$wpdb->prefix}actionscheduler_actions WHERE status IN ('complete', 'failed', 'canceled')");
    }
    $wpdb->query("DELETE FROM $wpdb->options WHERE option_name LIKE '\_transient\_%' OR option_name LIKE '\_site\_transient\_%' OR option_name LIKE '%\_key' OR option_name LIKE '%\_salt'
        OR option_name LIKE 'jetpack\_%' OR option_name LIKE 'can\_compress\_scripts' OR option_name IN ('recovery_keys', 'woocommerce_store_id', 'woocommerce_admin_install_timestamp', 'mailserver_pass', 'mailserver_login', 'user_count', 'shophosting_administrator')");
    $wpdb->query("UPDATE $wpdb->options SET option_value = '' WHERE option_name IN ('admin_email', 'new_admin_email')");
    $wpdb->query("UPDATE $wpdb->posts SET guid = CONCAT('/?p=', ID)");
    $wpdb->query("DELETE FROM $wpdb->posts WHERE post_type = 'revision' OR post_status = 'auto-draft'");
}
