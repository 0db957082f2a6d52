// What the panel gave this shop, and the environment that EverShop reads it from; it is set inside the process and stands in no container's description.
import { readFileSync } from 'node:fs';

const FILE = '/run/secrets/store.json';
const SECRETS = ['JWT_ADMIN_SECRET', 'JWT_ADMIN_REFRESH_SECRET', 'JWT_CUSTOMER_SECRET', 'JWT_CUSTOMER_REFRESH_SECRET', 'ORDER_TRACKING_TOKEN_SECRET'];

/** The settings; throws a sentence that says what is wrong with them. */
export function readStore() {
    let store;
    try {
        store = JSON.parse(readFileSync(FILE, 'utf8'));
    } catch (error) {
        throw new Error(`${FILE} is missing, not readable for uid ${process.getuid()} or no JSON (${error.code ?? error.name}).`);
    }
    const missing = [
        ...['store', 'url'].filter((name) => !store[name]),
        ...['host', 'name', 'user', 'password'].filter((name) => !store.database?.[name]).map((name) => `database.${name}`),
        ...[...SECRETS, 'COOKIE_SECRET'].filter((name) => !(store.secrets?.[name]?.length >= 16)).map((name) => `secrets.${name} (16 characters or more)`)
    ];
    if (missing.length > 0) {
        throw new Error(`${FILE} lacks ${missing.join(', ')}.`);
    }
    return store;
}

export function connectionOf({ database }) {
    return { host: database.host, port: database.port ?? 5432, database: database.name, user: database.user, password: database.password };
}

export function setEnvironment(store) {
    const { host, port, database, user, password } = connectionOf(store);
    Object.assign(process.env, {
        NODE_ENV: 'production',
        PORT: '8080',
        TRUST_PROXY_HOPS: '1',
        NO_COLOR: '1',
        // No host's pictures are fetched for a visitor; left empty, each start warns about it.
        IMAGE_ALLOWED_HOSTS: 'none.invalid',
        EVERSHOP_HOME_URL: store.url.replace(/\/+$/, ''),
        DB_HOST: host, DB_PORT: String(port), DB_NAME: database, DB_USER: user, DB_PASSWORD: password, DB_SSLMODE: 'disable',
        NODE_CONFIG: JSON.stringify({ system: { session: { cookieSecret: store.secrets.COOKIE_SECRET } } })
    });
    for (const name of SECRETS) {
        process.env[name] = store.secrets[name];
    }
}
