// Keys that sign the platform's administrator in, once and within a minute: only their hashes are kept, as names of empty files in memory.
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, statSync, unlinkSync, writeFileSync } from 'node:fs';

const FOLDER = '/run/sign-in';
const SECONDS = 60;

const fileOf = (key) => `${FOLDER}/${createHash('sha256').update(key).digest('hex')}`;
const isYoung = (file) => statSync(file).mtimeMs >= Date.now() - SECONDS * 1000;

export function makeKey() {
    mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(FOLDER)) {
        try {
            isYoung(`${FOLDER}/${name}`) || unlinkSync(`${FOLDER}/${name}`);
        } catch { /* Used at this moment. */ }
    }
    const key = randomBytes(32).toString('hex');
    writeFileSync(fileOf(key), '', { mode: 0o600, flag: 'wx' });
    return key;
}

/** Whether the key was good. Of several who ask at the same time one is told so: whoever removes the file. */
export function takeKey(key) {
    if (!/^[0-9a-f]{64}$/.test(key ?? '')) {
        return false;
    }
    try {
        const young = isYoung(fileOf(key));
        unlinkSync(fileOf(key));
        return young;
    } catch {
        return false;
    }
}
