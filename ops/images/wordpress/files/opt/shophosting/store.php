<?php
// Reads what the panel says about this store, once per request; every reader of it goes through here.

/** The store's settings, or null with the reason in $why. */
function shophosting_store(?string &$why = null): ?array
{
    static $store = null;
    if ($store !== null) {
        return $store;
    }
    $text = @file_get_contents('/run/secrets/store.json');
    if ($text === false) {
        $why = 'The file /run/secrets/store.json is missing or not readable.';
        return null;
    }
    $read = json_decode($text, true);
    foreach (['store', 'url', 'database', 'salts'] as $member) {
        if (!is_array($read) || empty($read[$member])) {
            $why = "The file /run/secrets/store.json has no usable member $member.";
            return null;
        }
    }
    return $store = $read;
}
