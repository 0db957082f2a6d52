// Sends one HTML mail by SMTP (RFC 5321): send({host, port, user, password, secure, from}, {to, subject, html, replyTo}).
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

const PATIENCE = 15000;
const ADDRESS = /^[^\s<>,;"()\\\u0000-\u001f\u007f]+@[^\s<>,;"()\\\u0000-\u001f\u007f]+$/;

export async function send(relay, { to, subject, html, replyTo }) {
    const from = address(relay.from);
    const session = await Session.open(relay);
    try {
        await session.ask(null, 220);
        await session.greet();
        if (relay.secure === 'tls') {
            await session.ask('STARTTLS', 220);
            await session.encrypt(relay.host);
            await session.greet();
        }
        if (relay.user) {
            await session.ask(`AUTH PLAIN ${Buffer.from(`\0${relay.user}\0${relay.password ?? ''}`).toString('base64')}`, 235);
        }
        await session.ask(`MAIL FROM:<${from}>`, 250);
        for (const one of to) {
            await session.ask(`RCPT TO:<${address(one)}>`, 250);
        }
        await session.ask('DATA', 354);
        await session.ask(`${message(from, to, subject, html, replyTo)}\r\n.`, 250);
        session.write('QUIT');
    } finally {
        session.close();
    }
}

/** The mail as it travels. Everything of the customer's is encoded, so no line of it can be taken for a header or for the end. */
export function message(from, to, subject, html, replyTo) {
    const text = (value) => `=?UTF-8?B?${Buffer.from(String(value).replace(/[\u0000-\u001f\u007f]+/g, ' ').slice(0, 300)).toString('base64')}?=`;
    return [
        `From: <${from}>`,
        ...(replyTo && ADDRESS.test(replyTo) ? [`Reply-To: <${replyTo}>`] : []),
        `To: ${to.map((one) => `<${address(one)}>`).join(', ')}`,
        `Subject: ${text(subject)}`,
        `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
        `Message-ID: <${randomUUID()}@${from.split('@')[1]}>`,
        'MIME-Version: 1.0',
        'Content-Type: text/html; charset=UTF-8',
        'Content-Transfer-Encoding: base64',
        '',
        Buffer.from(html ?? '').toString('base64').replace(/.{76}/g, '$&\r\n')
    ].join('\r\n');
}

function address(text) {
    if (!ADDRESS.test(text)) {
        throw new Error(`'${text}' is no mail address.`);
    }
    return text;
}

class Session {
    static open(relay) {
        return new Promise((resolve, reject) => {
            const options = { host: relay.host, port: relay.port ?? 25, servername: relay.host };
            const socket = relay.secure === 'ssl' ? connectTls(options) : connect(options);
            socket.once(relay.secure === 'ssl' ? 'secureConnect' : 'connect', () => resolve(new Session(socket)));
            socket.once('error', reject);
            socket.setTimeout(PATIENCE, () => socket.destroy(new Error('The mail relay did not answer in time.')));
        });
    }

    constructor(socket) {
        this.use(socket);
    }

    use(socket) {
        this.socket = socket;
        this.buffer = '';
        socket.setEncoding('utf8');
        socket.on('data', (data) => { this.buffer += data; this.wake?.(); });
        socket.on('error', (error) => { this.error = error; this.wake?.(); });
        socket.on('close', () => { this.error ??= new Error('The mail relay closed the connection.'); this.wake?.(); });
    }

    greet() {
        return this.ask('EHLO shop', 250);
    }

    async encrypt(servername) {
        const plain = this.socket;
        plain.removeAllListeners();
        await new Promise((resolve, reject) => {
            const socket = connectTls({ socket: plain, servername }, resolve);
            socket.once('error', reject);
            this.use(socket);
        });
    }

    write(line) {
        this.socket.write(`${line}\r\n`);
    }

    /** Says a line and waits for the answer, which may have several lines. */
    async ask(line, expected) {
        if (line !== null) {
            this.write(line);
        }
        for (;;) {
            const answer = /^(?:\d{3}-[^\n]*\n)*(\d{3})(?: [^\n]*)?\r?\n/.exec(this.buffer);
            if (answer) {
                this.buffer = this.buffer.slice(answer[0].length);
                if (Number(answer[1]) !== expected) {
                    throw new Error(`The mail relay answered: ${answer[0].trim()}`);
                }
                return;
            }
            if (this.error) {
                throw this.error;
            }
            await new Promise((resolve) => { this.wake = resolve; });
        }
    }

    close() {
        this.socket.end();
        this.socket.setTimeout(1000, () => this.socket.destroy());
    }
}
