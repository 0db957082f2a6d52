// Draws the pictures of the sample products, so that no picture of anybody else is needed: draw.mjs FOLDER
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';

const sharp = createRequire('/opt/evershop/package.json')('sharp');
const [folder] = process.argv.slice(2);

// Light and dark colour, and the drawing made of them, on a square of 600.
const pictures = {
    mug: ['#e88d67', '#9c4a2f', (a, b) => `<circle cx="400" cy="310" r="75" fill="none" stroke="${b}" stroke-width="26"/><rect x="190" y="200" width="210" height="230" rx="14" fill="${a}"/><rect x="190" y="200" width="210" height="26" rx="13" fill="${b}"/>`],
    notebook: ['#5b8e7d', '#244d43', (a, b) => `<rect x="180" y="140" width="240" height="320" rx="10" fill="${a}"/><rect x="180" y="140" width="36" height="320" fill="${b}"/><rect x="255" y="210" width="125" height="40" fill="${b}"/>`],
    'tote-bag': ['#d9b45b', '#8a661c', (a, b) => `<path d="M225 240 a75 100 0 0 1 150 0" fill="none" stroke="${b}" stroke-width="18"/><rect x="175" y="230" width="250" height="240" rx="8" fill="${a}"/>`],
    't-shirt': ['#6c8ebf', '#2b4873', (a, b) => `<polygon points="210,150 390,150 490,230 440,290 395,260 395,460 205,460 205,260 160,290 110,230" fill="${a}"/><ellipse cx="300" cy="150" rx="45" ry="30" fill="${b}"/>`],
    poster: ['#b07bac', '#5e325b', (a, b) => `<rect x="190" y="120" width="220" height="360" fill="${b}"/><rect x="205" y="135" width="190" height="330" fill="${a}"/><circle cx="300" cy="260" r="55" fill="${b}"/><polygon points="205,465 300,330 395,465" fill="${b}"/>`],
    candle: ['#c96a6a', '#732a2a', (a, b) => `<ellipse cx="300" cy="185" rx="18" ry="40" fill="${b}"/><rect x="220" y="240" width="160" height="220" rx="6" fill="${a}"/><rect x="220" y="320" width="160" height="70" fill="${b}"/>`]
};

mkdirSync(folder, { recursive: true });
for (const [name, [light, dark, draw]] of Object.entries(pictures)) {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="1200" viewBox="0 0 600 600"><defs><linearGradient id="g" x2="0" y2="1"><stop stop-color="#f5f5f5"/><stop offset="1" stop-color="${light}" stop-opacity=".4"/></linearGradient></defs><rect width="600" height="600" fill="#f5f5f5"/><rect width="600" height="600" fill="url(#g)"/>${draw(light, dark)}</svg>`;
    await sharp(Buffer.from(svg)).webp({ quality: 82 }).toFile(`${folder}/${name}.webp`);
}
