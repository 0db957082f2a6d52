// Starts EverShop for one shop; exit 64 when what the panel has to give is missing.
// In front of it stand three things: the shop's name on every answer, its health, and the news that settings were changed in the database.
import childProcess from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import { takeKey } from './keys.mjs';
import { connectionOf, readStore, setEnvironment } from './store.mjs';

const ROOT = '/opt/evershop';
const EVERSHOP = `${ROOT}/node_modules/@evershop/evershop/dist`;
const require = createRequire(`${ROOT}/package.json`);
const { Client } = require('pg');
const { sign } = require('cookie-signature');

/** As long as EverShop's own. */
const SESSION_HOURS = 24;

function refuse(sentence) {
    console.error(`shophosting: ${sentence}`);
    process.exit(64);
}

let store;
try {
    store = readStore();
} catch (error) {
    refuse(error.message);
}
for (const folder of ['media', '.evershop/images']) {
    try {
        accessSync(`${ROOT}/${folder}`, constants.W_OK);
    } catch {
        refuse(`${ROOT}/${folder} is not writable for uid ${process.getuid()}.`);
    }
}
setEnvironment(store);
process.chdir(ROOT);

// The parts for mails and for timed work do little; they share what is left beside the main one.
process.env.NODE_OPTIONS = '--max-old-space-size=96';

// EverShop ends, sometimes with 0, when its database does not answer at the start; so it is started when it does.
for (let tries = 0; ; tries++) {
    const client = new Client({ ...connectionOf(store), connectionTimeoutMillis: 2000 });
    client.on('error', () => { });
    try {
        await client.connect();
        await client.end();
        break;
    } catch (error) {
        client.end().catch(() => { });
        if (tries % 100 === 0) {
            console.error(`shophosting: waiting for the database (${error.code ?? error.message}).`);
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}

// When one part ends, all do: the container starts again as a whole instead of running on without mails.
const spawn = childProcess.spawn;
childProcess.spawn = (...parameters) => {
    const child = spawn(...parameters);
    child.once('exit', (code, signal) => {
        console.error(`shophosting: a part of EverShop ended (${signal ?? code}); all of it starts again.`);
        process.exit(1);
    });
    return child;
};
for (const signal of ['SIGTERM', 'SIGINT']) {
    process.once(signal, () => process.exit(0));
}

const gateways = readFileSync('/proc/net/route', 'ascii').split('\n').slice(1).map((line) => line.split('\t'))
    .filter(([, destination, gateway]) => destination === '00000000' && gateway !== '00000000')
    .map(([, , gateway]) => gateway.match(/../g).reverse().map((byte) => parseInt(byte, 16)).join('.'));

function isPlatform(request) {
    const address = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    return (address === '127.0.0.1' || address === '::1' || gateways.includes(address)) && !request.headers['x-forwarded-for'];
}

async function answerPlatform(request, response) {
    const answer = (status, value) => response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }).end(JSON.stringify(value));
    if (!isPlatform(request)) {
        answer(403, { error: 'This address is for the platform.' });
    } else if (request.method === 'GET' && request.url === '/.shophosting/health') {
        const { pool } = await import(`${EVERSHOP}/lib/postgres/connection.js`);
        const database = await Promise.race([
            pool.query('SELECT 1').then(() => true, () => false),
            new Promise((resolve) => setTimeout(resolve, 2000, false).unref())
        ]);
        answer(database ? 200 : 503, { store: store.store, database, platform: 'evershop', version });
    } else if (request.method === 'POST' && request.url === '/.shophosting/settings') {
        const { refreshSetting } = await import(`${EVERSHOP}/modules/setting/services/setting.js`);
        await refreshSetting();
        answer(200, {});
    } else {
        answer(404, {});
    }
}

/** The panel's link: works once and within a minute, leads to the admin alone, and is remembered by no browser or cache. */
async function signIn(request, response) {
    const headers = { 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' };
    const key = new URL(request.url, 'http://shop').searchParams.get('key');
    const { pool } = await import(`${EVERSHOP}/lib/postgres/connection.js`);
    const found = request.method === 'GET' && takeKey(key)
        ? await pool.query("SELECT admin_user_id AS id FROM admin_user WHERE status AND uuid::text = (SELECT value FROM setting WHERE name = 'shophosting_administrator')")
        : { rows: [] };
    if (found.rows.length === 0) {
        response.writeHead(410, { ...headers, 'Content-Type': 'text/html; charset=utf-8' })
            .end('<!doctype html><html lang="en"><title>This link is over</title><h1>This link is over</h1><p>It was used already, or is older than a minute. Go back to the page of your shop and open the admin from there once more.</p>');
        return;
    }
    // As EverShop's own sign-in leaves it: a row that its session store reads, and a signed cookie with the row's key.
    const { getAdminSessionCookieName } = await import(`${EVERSHOP}/modules/auth/services/getAdminSessionCookieName.js`);
    const sid = randomBytes(24).toString('base64url');
    const until = new Date(Date.now() + SESSION_HOURS * 3_600_000);
    const session = { cookie: { originalMaxAge: SESSION_HOURS * 3_600_000, expires: until, secure: false, httpOnly: true, path: '/' }, userID: found.rows[0].id };
    await pool.query('INSERT INTO session (sid, sess, expire) VALUES ($1, $2, to_timestamp($3))', [sid, session, until.getTime() / 1000]);
    const cookie = encodeURIComponent(`s:${sign(sid, store.secrets.COOKIE_SECRET)}`);
    response.writeHead(302, { ...headers, Location: '/admin', 'Set-Cookie': `${getAdminSessionCookieName()}=${cookie}; Path=/; Expires=${until.toUTCString()}; HttpOnly; SameSite=Lax${store.url.startsWith('https:') ? '; Secure' : ''}` }).end();
}

const { version } = JSON.parse(readFileSync(`${EVERSHOP}/../package.json`, 'utf8'));
const createServer = http.createServer;
http.createServer = (application) => {
    const server = createServer((request, response) => handle(application, request, response));
    // The first page loads what all pages need; this is done before a visitor asks.
    server.once('listening', () => http.get('http://127.0.0.1:8080/', (response) => response.resume()).on('error', () => { }));
    return server;
};

function handle(application, request, response) {
    response.setHeader('X-ShopHosting-Store', store.store);
    if (request.url.startsWith('/.shophosting/')) {
        answerPlatform(request, response).catch((error) => { console.error(error); response.writableEnded || response.writeHead(503).end(); });
    } else if (request.url.split('?')[0] === '/shophosting-sign-in') {
        signIn(request, response).catch((error) => { console.error(error); response.headersSent || response.writeHead(503).end(); });
    } else {
        application(request, response);
    }
}

await import(`${EVERSHOP}/bin/start/index.js`);
