// Makes the shop its owner's: title, administrator, currency, country, samples or none. Reads JSON from standard input, prints one line of JSON, may run again.
import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connectionOf, readStore } from './store.mjs';

const require = createRequire('/opt/evershop/package.json');
const { Client } = require('pg');
const bcrypt = require('bcryptjs');
const SHOP = 'http://127.0.0.1:8080';
const started = performance.now();

class Refusal extends Error { }

try {
    const asked = read(await standardInput());
    const store = readStore();
    const database = new Client({ ...connectionOf(store), connectionTimeoutMillis: 5000 });
    database.on('error', () => { });
    await database.connect();
    try {
        await (asked.passwordOnly ? newPassword(database, asked.adminPassword) : personalise(database, asked));
    } finally {
        await database.end();
    }
    if (!asked.passwordOnly) {
        await refresh();
        await signIn(asked);
    }
    print({ ok: true, ms: Math.round(performance.now() - started) }, 0);
} catch (error) {
    print({ ok: false, error: error instanceof Refusal ? error.message : `The shop could not be personalised: ${error.message}` }, 1);
}

async function personalise(database, asked) {
    await database.query('BEGIN');
    const known = await settings(database);
    await administrator(database, known, asked);
    await describe(database, known, asked);
    if (!asked.sampleProducts) {
        await withoutSamples(database, known);
    }
    await database.query('COMMIT');
}

async function standardInput() {
    const chunks = [];
    for await (const chunk of process.stdin) {
        chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
}

/** What is asked for, checked; all that is wrong is told at once. */
function read(text) {
    let asked;
    try {
        asked = JSON.parse(text);
    } catch {
        asked = null;
    }
    if (asked === null || typeof asked !== 'object') {
        throw new Refusal('Standard input is no JSON object.');
    }
    const [country, province] = String(asked.country ?? '').split(':');
    const email = /^[^\s<>"'(),:;\\]{1,64}@[^\s<>"'(),:;\\@]{1,190}$/;
    const problems = [];
    const need = (holds, sentence) => holds || problems.push(sentence);
    need(typeof (asked.passwordOnly ?? false) === 'boolean', 'passwordOnly is true or false.');
    need(asked.passwordOnly || isText(asked.title, 1, 255), 'The title needs 1 to 255 characters.');
    need(asked.passwordOnly || email.test(asked.adminUser ?? ''), 'The administrator signs in with an e-mail address.');
    need(asked.passwordOnly || email.test(asked.adminEmail ?? ''), "The administrator's e-mail address is not one.");
    need(isText(asked.adminPassword, 8, 1000), 'The password needs 8 characters or more.');
    need(asked.currency === undefined || /^[A-Z]{3}$/.test(asked.currency), 'The currency needs three capital letters.');
    need(asked.country === undefined || (/^[A-Z]{2}$/.test(country) && (province === undefined || /^[A-Z0-9]{1,3}$/.test(province))), 'The country needs two capital letters, such as DE or US:CA.');
    need(typeof (asked.sampleProducts ?? false) === 'boolean', 'sampleProducts is true or false.');
    if (problems.length > 0) {
        throw new Refusal(problems.join(' '));
    }
    return { ...asked, country: asked.country === undefined ? undefined : country, province };
}

/** PostgreSQL can't keep a NUL; everything else is kept as it is. */
function isText(text, least, most) {
    return typeof text === 'string' && [...text].length >= least && [...text].length <= most && !text.includes('\0') && text.isWellFormed();
}

async function settings(database) {
    const { rows } = await database.query('SELECT name, value FROM setting');
    return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

async function set(database, name, value) {
    await database.query('INSERT INTO setting (name, value, is_json) VALUES ($1, $2, false) ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value, is_json = false', [name, value]);
}

/** One administrator is the platform's: made the first time, reset afterwards, whatever its address is by then. */
async function administrator(database, known, { adminUser, adminPassword }) {
    const hash = bcrypt.hashSync(adminPassword, 10);
    const reset = await database.query('UPDATE admin_user SET email = $2, password = $3, status = true, updated_at = now() WHERE uuid::text = $1', [known.shophosting_administrator ?? '', adminUser, hash]);
    if (reset.rowCount === 0) {
        const { rows: [{ uuid }] } = await database.query(
            `INSERT INTO admin_user (email, password, full_name, status) VALUES ($1, $2, $3, true)
             ON CONFLICT (email) DO UPDATE SET password = EXCLUDED.password, status = true, updated_at = now() RETURNING uuid`,
            [adminUser, hash, 'Shop owner']);
        await set(database, 'shophosting_administrator', uuid);
    }
}

/** A new password for the platform's administrator, who keeps the address; whoever was signed in with the old one is not any more. The old one stays when the new one does not let in. */
async function newPassword(database, adminPassword) {
    const { rows: [user] } = await database.query(
        "SELECT admin_user_id AS id, email, password FROM admin_user WHERE uuid::text = (SELECT value FROM setting WHERE name = 'shophosting_administrator')");
    if (!user) {
        throw new Refusal('The administrator that came with the shop is not there any more; make one in the admin, or ask for help.');
    }
    const set = (hash) => database.query('UPDATE admin_user SET password = $2, updated_at = now() WHERE admin_user_id = $1', [user.id, hash]);
    await set(bcrypt.hashSync(adminPassword, 10));
    try {
        await database.query("DELETE FROM session WHERE sess->>'userID' = $1", [String(user.id)]);
        await signIn({ adminUser: user.email, adminPassword });
    } catch (error) {
        await set(user.password);
        throw error;
    }
}

async function describe(database, known, { title, adminEmail, currency, country, province }) {
    const values = { storeName: title, storeEmail: adminEmail, storeCurrency: currency, storeCountry: country, storeProvince: province && `${country}-${province}` };
    for (const [name, value] of Object.entries(values).filter(([, value]) => value !== undefined)) {
        await set(database, name, value);
    }
    if (!known.storeDescription) {
        await set(database, 'storeDescription', title);
    }
    if (country !== undefined) {
        const zone = await database.query('SELECT shipping_zone_id AS id FROM shipping_zone WHERE uuid::text = $1', [known.shophosting_zone ?? '']);
        for (const { id } of zone.rows) {
            await database.query('DELETE FROM shipping_zone_province WHERE zone_id = $1', [id]);
            await database.query('DELETE FROM shipping_zone_country WHERE zone_id = $1', [id]);
            await database.query('INSERT INTO shipping_zone_country (zone_id, country) VALUES ($1, $2)', [id, country]);
        }
    }
}

/** The samples go for good, and the home page says what comes next instead of showing them. */
async function withoutSamples(database, known) {
    await database.query(`DELETE FROM url_rewrite WHERE entity_uuid IN (SELECT uuid FROM product WHERE sku LIKE 'SAMPLE-%')`);
    await database.query(`DELETE FROM product WHERE sku LIKE 'SAMPLE-%'`);
    await database.query('UPDATE widget_instance SET status = (uuid::text = $2) WHERE uuid::text IN ($1, $2)', [known.shophosting_home_samples ?? '', known.shophosting_home_empty ?? '']);
    rmSync('/opt/evershop/media/samples', { recursive: true, force: true });
}

/** The running shop keeps its settings in memory. */
async function refresh() {
    const answer = await fetch(`${SHOP}/.shophosting/settings`, { method: 'POST', signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) {
        throw new Refusal(`The shop did not take the new settings (${answer.status}).`);
    }
}

/** Signs in as the owner will. The shop counts tries by address; a new one of this machine for each time keeps repeating possible. */
async function signIn({ adminUser, adminPassword }) {
    const answer = await fetch(`${SHOP}/admin/user/login`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': `127.${randomInt(1, 255)}.${randomInt(255)}.${randomInt(1, 255)}` },
        body: JSON.stringify({ email: adminUser, password: adminPassword }),
        signal: AbortSignal.timeout(10_000)
    });
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok || !said.data?.sid) {
        throw new Refusal(`The administrator could not sign in (${answer.status}: ${said.error?.message ?? 'no session'}).`);
    }
}

function print(answer, code) {
    process.stdout.write(`${JSON.stringify(answer)}\n`);
    process.exitCode = code;
}
