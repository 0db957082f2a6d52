<?php
// Draws the pictures of the sample products, so that no picture of anybody else is needed.

$products = [
    'mug' => [[0xE8, 0x8D, 0x67], [0x9C, 0x4A, 0x2F]],
    'notebook' => [[0x5B, 0x8E, 0x7D], [0x24, 0x4D, 0x43]],
    'tote-bag' => [[0xD9, 0xB4, 0x5B], [0x8A, 0x66, 0x1C]],
    't-shirt' => [[0x6C, 0x8E, 0xBF], [0x2B, 0x48, 0x73]],
    'poster' => [[0xB0, 0x7B, 0xAC], [0x5E, 0x32, 0x5B]],
    'candle' => [[0xC9, 0x6A, 0x6A], [0x73, 0x2A, 0x2A]],
];

foreach ($products as $name => [$light, $dark]) {
    $side = 600;
    $image = imagecreatetruecolor($side, $side);
    imageantialias($image, true);
    for ($y = 0; $y < $side; $y++) {
        $shade = static fn (int $i): int => (int) (245 - (245 - $light[$i]) * 0.35 * $y / $side);
        imageline($image, 0, $y, $side, $y, imagecolorallocate($image, $shade(0), $shade(1), $shade(2)));
    }
    $a = imagecolorallocate($image, ...$light);
    $b = imagecolorallocate($image, ...$dark);
    $box = static fn (int $l, int $t, int $r, int $bottom, int $colour) => imagefilledrectangle($image, $l, $t, $r, $bottom, $colour);
    switch ($name) {
        case 'mug':
            imagesetthickness($image, 26);
            imagearc($image, 400, 310, 150, 150, 270, 90, $b);
            $box(190, 200, 400, 430, $a);
            $box(190, 200, 400, 225, $b);
            break;
        case 'notebook':
            $box(180, 140, 420, 460, $a);
            $box(180, 140, 215, 460, $b);
            $box(255, 210, 380, 250, $b);
            break;
        case 'tote-bag':
            imagesetthickness($image, 18);
            imagearc($image, 300, 230, 150, 200, 180, 360, $b);
            $box(175, 230, 425, 470, $a);
            break;
        case 't-shirt':
            imagefilledpolygon($image, [210, 150, 390, 150, 490, 230, 440, 290, 395, 260, 395, 460, 205, 460, 205, 260, 160, 290, 110, 230], $a);
            imagefilledellipse($image, 300, 150, 90, 60, $b);
            break;
        case 'poster':
            $box(190, 120, 410, 480, $b);
            $box(205, 135, 395, 465, $a);
            imagefilledellipse($image, 300, 260, 110, 110, $b);
            imagefilledpolygon($image, [205, 465, 300, 330, 395, 465], $b);
            break;
        case 'candle':
            imagefilledellipse($image, 300, 175, 36, 80, $b);
            $box(220, 240, 380, 460, $a);
            $box(220, 320, 380, 390, $b);
            break;
    }
    imagewebp($image, "$argv[1]/$name.webp", 82);
}
