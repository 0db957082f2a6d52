// Fills a migrated EverShop through its own API: one way to ship, one way to pay, a category, sample products, and a home page with and without them.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { connectionOf, readStore } from '/opt/shophosting/store.mjs';

const { Client } = createRequire('/opt/evershop/package.json')('pg');
const SHOP = 'http://127.0.0.1:8080';
const owner = { title: 'Golden', adminUser: 'golden@golden.invalid', adminEmail: 'golden@golden.invalid', adminPassword: randomBytes(24).toString('hex'), currency: 'EUR', country: 'DE', sampleProducts: true };
console.log(execFileSync('/opt/shophosting/personalise', { input: JSON.stringify(owner) }).toString());

const database = new Client(connectionOf(readStore()));
await database.connect();
let accessToken;
({ accessToken } = await ask('POST', '/user/tokens', { email: owner.adminUser, password: owner.adminPassword }));

// The defaults of the software are clothes; every shop begins with one category of everything.
await database.query('DELETE FROM url_rewrite WHERE entity_uuid IN (SELECT uuid FROM category)');
await database.query('DELETE FROM category');
const category = await ask('POST', '/categories', { name: 'All products', url_key: 'all', status: '1', include_in_nav: '1', show_products: '1', description: [], meta_title: 'All products', meta_description: 'Everything this shop sells.', meta_keywords: 'shop' });
await addressesOf('category', 1);

const { rows: [box] } = await database.query('SELECT package_id FROM package ORDER BY is_default DESC, package_id LIMIT 1');
const { rows: [group] } = await database.query('SELECT attribute_group_id FROM attribute_group ORDER BY 1 LIMIT 1');
const collection = await ask('POST', '/collections', { name: 'Featured products', code: 'homepage', description: [] });
const samples = [
    ['mug', 'Stoneware mug', 14, 0.4, 'Holds a third of a litre and survives the dishwasher.'],
    ['notebook', 'Dotted notebook', 12.5, 0.3, 'A hundred and sixty pages that lie flat.'],
    ['tote-bag', 'Canvas tote bag', 18, 0.2, 'Strong cotton, long handles, one inner pocket.'],
    ['t-shirt', 'Organic T-shirt', 24, 0.2, 'Soft from the first day, in shape after many washes.'],
    ['poster', 'Mountain poster', 29, 0.3, 'Printed on heavy uncoated paper, 50 by 70 cm.'],
    ['candle', 'Cedar candle', 16.5, 0.4, 'Burns for about forty hours.']
];
for (const [key, name, price, weight, sentence] of samples) {
    const product = await ask('POST', '/products', {
        name, sku: `SAMPLE-${key.toUpperCase()}`, url_key: key, price, weight, qty: 100, manage_stock: 0, stock_availability: 1, status: 1, visibility: 1,
        group_id: group.attribute_group_id, package_id: box.package_id, category_id: category.category_id,
        images: [`/assets/samples/${key}.webp`], meta_title: name, meta_description: sentence, meta_keywords: key,
        description: rows(key, [{ type: 'paragraph', data: { text: `${sentence} This is a sample: change it, or delete it.` } }])
    });
    await ask('POST', `/collections/${collection.uuid}/products`, { product_id: product.uuid });
}

const place = { route: ['homepage'], area: ['content'], placements: [{ route: 'homepage', area: 'content', sort_order: 10 }] };
const shown = await ask('POST', '/widgets', { name: 'Featured products', type: 'collection_products', status: 1, ...place, settings: { collection: 'homepage', count: 6, countPerRow: 3, heading: 'Featured products' } });
const empty = await ask('POST', '/widgets', { name: 'First steps', type: 'text_block', status: 0, ...place, settings: {
    className: 'page-width', text: JSON.stringify(rows('first', [
        { type: 'header', data: { text: 'This shop opens soon', level: 2 } },
        { type: 'paragraph', data: { text: 'The owner is putting the first products on the shelves.' } },
        { type: 'paragraph', data: { text: 'Is it yours? <a href="/admin">Sign in to its administration</a>, add products under Catalog, and change this page under Widgets.' } }
    ])) } });
await ask('POST', '/widgets', { name: 'Menu', type: 'basic_menu', status: 1, route: ['all'], area: ['headerMiddleLeft'], placements: [{ route: 'all', area: 'headerMiddleLeft', sort_order: 10 }],
    settings: { isMain: true, className: '', menus: [{ id: 'all', uuid: '/all', type: 'custom', url: '/all', name: 'All products', children: [] }] } });

const zone = await ask('POST', '/shippingZones', { name: 'Home country', countries: ['DE'], provinces: [] });
const methods = await ask('POST', '/shippingProviders/core/methods', { name: 'Shipping', is_enabled: true });
await ask('POST', `/shippingZones/${zone.uuid}/providers`, { provider_code: 'core', is_enabled: true }).catch((error) => { if (!/already attached/.test(error.message)) throw error; });
await ask('POST', '/shippingProviders/core/rates', { method_id: methods.uuid, zone_id: zone.uuid, is_enabled: true, cost: 5 });
await ask('POST', '/settings', {
    codPaymentStatus: 1, codDisplayName: 'Cash on delivery', favicon: '/assets/icon.svg',
    shophosting_zone: zone.uuid, shophosting_home_samples: shown.uuid, shophosting_home_empty: empty.uuid
});

await addressesOf('product', samples.length);
for (const page of ['/', '/all', '/all/mug', '/cart', '/checkout']) {
    const answer = await fetch(SHOP + page);
    console.log(page, answer.status, (await answer.text()).length);
}
await database.end();

/** Addresses are made by the part that works on events; a product's begins with its category's, so that one has to be there first. */
async function addressesOf(kind, wanted) {
    for (let tries = 0; ; tries++) {
        const { rows: [{ count }] } = await database.query('SELECT count(*)::int AS count FROM url_rewrite WHERE entity_type = $1', [kind]);
        if (count === wanted) return;
        if (tries > 300) throw new Error(`Only ${count} of ${wanted} addresses of ${kind} were made.`);
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
}

async function ask(method, path, body) {
    const answer = await fetch(`${SHOP}/api${path}`, { method, headers: { 'Content-Type': 'application/json', ...(accessToken ? { Authorization: `Bearer ${accessToken}` } : {}) }, body: JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 400)}`);
    return JSON.parse(text).data;
}

function rows(key, blocks) {
    return [{ id: `r__${key}`, size: 1, className: 'md:grid-cols-1', columns: [{ id: `c__${key}`, size: 1, data: { time: 0, version: '2.31.0', blocks: blocks.map((block, index) => ({ id: `${key}${index}`, ...block })) } }] }];
}
