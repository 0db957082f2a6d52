// What the platform adds to EverShop: its mails go through the relay that the panel names; without one nothing is sent.
import { existsSync, readFileSync } from 'node:fs';
import { registerEmailService } from '@evershop/evershop/lib/mail/emailHelper';
import { send } from './smtp.js';

const file = '/run/secrets/store.json';

export default () => {
    const mail = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).mail : undefined;
    if (!mail?.host || !mail.from) {
        return;
    }
    registerEmailService({
        sendEmail: ({ to, cc = [], subject, body, from }) =>
            send(mail, { to: [to, ...cc].flatMap((list) => list.split(',')).map((address) => address.trim()), subject, html: body, replyTo: from })
    });
};
