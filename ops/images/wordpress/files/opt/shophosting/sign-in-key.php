<?php
// Keys that sign the platform's administrator in, once and within a minute: only their hashes are kept, as names of empty files in memory.

const SHOPHOSTING_KEYS = '/run/sign-in';
const SHOPHOSTING_KEY_SECONDS = 60;

function shophosting_make_key(): string
{
    if (!is_dir(SHOPHOSTING_KEYS)) {
        @mkdir(SHOPHOSTING_KEYS, 0700);
    }
    foreach (glob(SHOPHOSTING_KEYS . '/*') ?: [] as $old) {
        if (@filemtime($old) < time() - SHOPHOSTING_KEY_SECONDS) {
            @unlink($old);
        }
    }
    $key = bin2hex(random_bytes(32));
    if (!touch(SHOPHOSTING_KEYS . '/' . hash('sha256', $key))) {
        throw new RuntimeException('The key could not be kept.');
    }
    return $key;
}

/** Whether the key was good. Of several who ask at the same time one is told so: whoever removes the file. */
function shophosting_take_key(mixed $key): bool
{
    if (!is_string($key) || !preg_match('/^[0-9a-f]{64}$/D', $key)) {
        return false;
    }
    $file = SHOPHOSTING_KEYS . '/' . hash('sha256', $key);
    $made = @filemtime($file);
    return @unlink($file) && $made !== false && $made >= time() - SHOPHOSTING_KEY_SECONDS;
}
