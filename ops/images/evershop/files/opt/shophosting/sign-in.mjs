// Makes a link by which the panel's customer becomes the shop's administrator without a password; prints one line of JSON with its path.
import { makeKey } from './keys.mjs';

process.stdout.write(`${JSON.stringify({ ok: true, path: `/shophosting-sign-in?key=${makeKey()}` })}\n`);
