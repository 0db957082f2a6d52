// Draws the pictures of the sample products and the shop's first icon, so that no picture of anybody else is needed: draw.mjs FOLDER
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const sharp = createRequire('/opt/evershop/package.json')('sharp');
const [folder] = process.argv.slice(2);

// Backdrop, light and dark colour of the thing, where it stands, and its drawing on a square of 600. fill is the thing's own shading.
const pictures = {
    mug: ['#f6e9e1', '#ef9f7b', '#b65a38', 452, (light, dark) => `
        <path d="M372 262 h26 a68 68 0 0 1 0 136 h-34" fill="none" stroke="${dark}" stroke-width="24"/>
        <path d="M170 212 h220 v176 a62 62 0 0 1 -62 62 h-96 a62 62 0 0 1 -62 -62 z" fill="url(#fill)"/>
        <ellipse cx="280" cy="212" rx="110" ry="28" fill="${light}"/><ellipse cx="280" cy="214" rx="96" ry="21" fill="#5a2f1d"/><ellipse cx="272" cy="219" rx="74" ry="13" fill="#7b452c"/>
        <path d="M196 262 v110" stroke="#fff" stroke-opacity=".35" stroke-width="12" stroke-linecap="round"/>
        <path d="M252 170 q-16 -22 0 -44 t0 -40 M304 170 q-16 -22 0 -44 t0 -40" fill="none" stroke="#fff" stroke-width="9" stroke-linecap="round" opacity=".85"/>`],
    notebook: ['#e6efea', '#6ba08d', '#2c5b4e', 474, (light, dark) => `
        <rect x="196" y="138" width="232" height="336" rx="12" fill="#fbfaf5"/><path d="M424 150 v312 M418 146 v320" stroke="#d5d8cf" stroke-width="2"/>
        <rect x="176" y="130" width="240" height="336" rx="12" fill="url(#fill)"/><path d="M188 130 h22 v336 h-22 a12 12 0 0 1 -12 -12 v-312 a12 12 0 0 1 12 -12 z" fill="${dark}"/>
        <rect x="250" y="196" width="124" height="66" rx="5" fill="#fbfaf5"/><path d="M268 220 h88 M268 240 h56" stroke="${dark}" stroke-width="5" stroke-linecap="round"/>
        <path d="M394 130 v336" stroke="${dark}" stroke-width="10"/><path d="M300 466 v44 l-12 -12 l-12 12 v-44 z" fill="#d9734f"/>`],
    'tote-bag': ['#f5efdf', '#e8cf8e', '#b88d35', 482, (light, dark) => `
        <path d="M232 236 c-6 -150 142 -150 136 0" fill="none" stroke="${dark}" stroke-width="17"/>
        <path d="M178 228 h244 l22 240 a14 14 0 0 1 -14 14 h-260 a14 14 0 0 1 -14 -14 z" fill="url(#fill)"/>
        <path d="M176 250 h248" stroke="${dark}" stroke-width="3" stroke-dasharray="9 7"/><path d="M216 228 h32 v38 h-32 z M352 228 h32 v38 h-32 z" fill="${dark}"/>
        <circle cx="300" cy="362" r="52" fill="none" stroke="#7d5d1d" stroke-width="6"/><path d="M300 400 v-58 M300 366 q-30 -4 -32 -30 q30 0 32 30 M300 378 q30 -4 32 -30 q-30 0 -32 30" fill="#7d5d1d" stroke="#7d5d1d" stroke-width="4"/>`],
    't-shirt': ['#e6ecf4', '#86a5d2', '#44679c', 486, (light, dark) => `
        <path d="M236 134 q64 44 128 0 l46 18 q38 16 54 52 l34 74 l-68 32 l-20 -36 v204 a8 8 0 0 1 -8 8 h-204 a8 8 0 0 1 -8 -8 v-204 l-20 36 l-68 -32 l34 -74 q16 -36 54 -52 z" fill="url(#fill)"/>
        <path d="M236 134 q64 44 128 0 l-8 -3 q-56 30 -112 0 z" fill="${dark}"/><path d="M228 139 q72 56 144 0" fill="none" stroke="${dark}" stroke-width="4"/>
        <path d="M190 274 q6 -40 2 -66 M410 274 q-6 -40 -2 -66" fill="none" stroke="${dark}" stroke-width="4" opacity=".6"/>
        <path d="M240 464 q60 14 120 0" fill="none" stroke="#fff" stroke-opacity=".45" stroke-width="3"/>`],
    poster: ['#efe6ef', '#f3d9c6', '#8a5b86', 502, () => `
        <rect x="176" y="98" width="248" height="398" fill="#2f2333"/><rect x="186" y="108" width="228" height="378" fill="#fffdf8"/>
        <g clip-path="url(#sheet)"><rect x="206" y="128" width="188" height="298" fill="url(#fill)"/><circle cx="322" cy="222" r="38" fill="#e8734a"/>
        <path d="M206 330 l58 -78 l46 60 l30 -34 l54 62 v90 h-188 z" fill="#a9779f"/><path d="M206 372 l44 -44 l52 50 l40 -36 l52 44 v40 h-188 z" fill="#6f4770"/><path d="M206 402 q94 -34 188 0 v24 h-188 z" fill="#3d2742"/></g>
        <path d="M268 452 h64" stroke="#2f2333" stroke-width="5"/><path d="M288 466 h24" stroke="#2f2333" stroke-width="3"/>`],
    candle: ['#f5e5e2', '#f0c2b4', '#c98a7a', 466, () => `
        <circle cx="300" cy="150" r="120" fill="url(#glow)"/>
        <rect x="206" y="224" width="188" height="242" rx="22" fill="url(#fill)"/><ellipse cx="300" cy="236" rx="90" ry="20" fill="#fdeee4"/>
        <path d="M300 236 v-34" stroke="#4b3130" stroke-width="6" stroke-linecap="round"/><path d="M300 112 c30 38 34 58 34 66 a34 34 0 0 1 -68 0 c0 -8 4 -28 34 -66 z" fill="#f4a340"/><path d="M300 150 c14 18 16 28 16 34 a16 16 0 0 1 -32 0 c0 -6 2 -16 16 -34 z" fill="#fff1c9"/>
        <rect x="232" y="306" width="136" height="92" rx="6" fill="#fffaf4"/><path d="M300 322 l18 30 h-10 l14 22 h-44 l14 -22 h-10 z" fill="#46685a"/><path d="M262 386 h76" stroke="#46685a" stroke-width="4"/>
        <path d="M226 262 v176" stroke="#fff" stroke-opacity=".5" stroke-width="10" stroke-linecap="round"/>`]
};

mkdirSync(`${folder}/samples`, { recursive: true });
for (const [name, [backdrop, light, dark, floor, draw]] of Object.entries(pictures)) {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="1200" viewBox="0 0 600 600"><defs>
        <linearGradient id="fill" x2="1" y2=".35"><stop stop-color="${light}"/><stop offset="1" stop-color="${dark}"/></linearGradient>
        <radialGradient id="room" cy=".4" r=".8"><stop stop-color="#fff"/><stop offset="1" stop-color="${backdrop}"/></radialGradient>
        <radialGradient id="glow"><stop stop-color="#ffd58a" stop-opacity=".75"/><stop offset="1" stop-color="#ffd58a" stop-opacity="0"/></radialGradient>
        <filter id="soft" x="-50%" y="-200%" width="200%" height="500%"><feGaussianBlur stdDeviation="14"/></filter><clipPath id="sheet"><rect x="206" y="128" width="188" height="298"/></clipPath></defs>
        <rect width="600" height="600" fill="url(#room)"/><ellipse cx="300" cy="${floor + 6}" rx="150" ry="15" fill="#3b3230" opacity=".32" filter="url(#soft)"/>${draw(light, dark)}</svg>`;
    await sharp(Buffer.from(svg)).webp({ quality: 86 }).toFile(`${folder}/samples/${name}.webp`);
}
writeFileSync(`${folder}/icon.svg`, '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1f1f1f"/><path d="M9 12h14l1 13H8z" fill="#fff"/><path d="M12 14v-3a4 4 0 0 1 8 0v3" fill="none" stroke="#fff" stroke-width="2"/></svg>\n');
