// Starts EverShop for one shop; exit 64 when what the panel has to give is missing.
// In front of it stand three things: the shop's name on every answer, its health, and the news that settings were changed in the database.
import childProcess from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import { connectionOf, readStore, setEnvironment } from './store.mjs';

const ROOT = '/opt/evershop';
const EVERSHOP = `${ROOT}/node_modules/@evershop/evershop/dist`;
const { Client } = createRequire(`${ROOT}/package.json`)('pg');

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
    } else {
        application(request, response);
    }
}

await import(`${EVERSHOP}/bin/start/index.js`);
