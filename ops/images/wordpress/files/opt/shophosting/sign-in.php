<?php
// Makes a link by which the panel's customer becomes the shop's administrator without a password; prints one line of JSON with its path.

require '/opt/shophosting/sign-in-key.php';

echo json_encode(['ok' => true, 'path' => '/shophosting-sign-in?key=' . shophosting_make_key()], JSON_UNESCAPED_SLASHES), "\n";
