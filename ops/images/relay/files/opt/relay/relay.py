"""Takes mails from the shops of one worker; forwards them when the operator named a server, else keeps them.

A shop signs in with its sender's address and hex(HMAC-SHA256(key, address)): the relay knows every shop without being told of one, and no shop can be
another. Settings by environment:
  RELAY_POOL    the IPv4 range all tenant networks are taken from, such as 10.180.0.0/14; others are turned away
  RELAY_LISTEN  address:port, or the name of an interface instead of the address (default docker0:2525, which containers know as the host gateway)
  RELAY_LIMIT_MB, RELAY_DAYS, RELAY_PER_MINUTE, RELAY_PER_HOUR  how much is kept (200, 14), how many mails one shop sends (30, 300)
/run/secrets/relay.json: {"key": "…", "upstream": {"host", "port", "user", "password", "secure": "tls"|"ssl"|""}}; it is read again when it changes.
"""
import asyncio
import calendar
import email
import email.policy
import email.utils
import fcntl
import hashlib
import hmac
import ipaddress
import json
import os
import re
import signal
import smtplib
import socket
import ssl
import struct
import sys
import time
from collections import deque
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from spool import Full, Spool

SECRETS = Path('/run/secrets/relay.json')
LARGEST = 10 * 1024 * 1024
RECIPIENTS = 50
CONNECTIONS, CONNECTIONS_OF_SHOP = 100, 8
GIVE_UP = 2 * 86400
ADDRESS = re.compile(r'[^\s<>,;"()\\\x00-\x1f\x7f]{1,64}@[A-Za-z0-9.-]{1,190}')


def refuse(sentence):
    print(f'relay: {sentence}', file=sys.stderr)
    sys.exit(64)


class Settings:
    """What is given by file, read again when the file changed; a broken new file leaves the old settings."""

    def __init__(self):
        self.stamp = self.key = self.upstream = None
        problem = self.read()
        if problem:
            refuse(problem)

    def read(self):
        try:
            stamp = SECRETS.stat().st_mtime_ns, SECRETS.stat().st_ino
            if stamp == self.stamp:
                return None
            given = json.loads(SECRETS.read_text())
            self.stamp = stamp
        except (OSError, ValueError) as problem:
            return f'{SECRETS} is missing, not readable for uid {os.getuid()} or no JSON ({type(problem).__name__}).'
        if not isinstance(given.get('key'), str) or len(given['key']) < 32:
            return f'{SECRETS} needs a key of 32 characters or more.'
        upstream = given.get('upstream') or None
        if upstream and not (upstream.get('host') and str(upstream.get('secure') or '') in ('', 'tls', 'ssl')):
            return f'{SECRETS}: upstream needs a host, and secure is tls, ssl or empty.'
        self.key, self.upstream = given['key'], upstream
        print(f'relay: mails are {"forwarded" if upstream else "kept; no upstream is given"}.')
        return None

    def password_of(self, address):
        return hmac.new(self.key.encode(), address.lower().encode(), hashlib.sha256).hexdigest()


class Rates:
    def __init__(self, per_minute, per_hour):
        self.limits = ((60, per_minute), (3600, per_hour))
        self.sent = {}

    def allows(self, sender):
        now = time.monotonic()
        times = self.sent.setdefault(sender, deque())
        while times and times[0] < now - 3600:
            times.popleft()
        if any(sum(1 for at in times if at > now - span) >= most for span, most in self.limits):
            return False
        times.append(now)
        return True


class Door(SMTP):
    """One connection. Who is not of a tenant's network, or has too many already, hears one line."""
    open = {}

    def connection_made(self, transport):
        peer = ipaddress.ip_address(transport.get_extra_info('peername')[0])
        # A shop's network is a /28 of the pool.
        self.network = int(peer) >> 4 if peer.version == 4 else None
        if peer.version != 4 or peer not in self.event_handler.pool:
            transport.write(b'554 This relay is for the shops of this machine.\r\n')
            transport.close()
            self.network = None
        elif self.open.get(self.network, 0) >= CONNECTIONS_OF_SHOP or sum(self.open.values()) >= CONNECTIONS:
            transport.write(b'421 Too many connections; try again soon.\r\n')
            transport.close()
            self.network = None
        else:
            self.open[self.network] = self.open.get(self.network, 0) + 1
            super().connection_made(transport)

    def connection_lost(self, error):
        if self.network is not None:
            self.open[self.network] -= 1
            if not self.open[self.network]:
                del self.open[self.network]
            self.network = None
            super().connection_lost(error)


class Desk:
    """What is said to each command of a shop."""

    def __init__(self, pool, settings, spool, rates, wake):
        self.pool, self.settings, self.spool, self.rates, self.wake = pool, settings, spool, rates, wake

    def authenticate(self, server, session, envelope, mechanism, given):
        if not isinstance(given, LoginPassword):
            return AuthResult(success=False, handled=False)
        try:
            address = given.login.decode().lower()
        except UnicodeDecodeError:
            return AuthResult(success=False, handled=False)
        right = ADDRESS.fullmatch(address) is not None and hmac.compare_digest(self.settings.password_of(address).encode(), given.password)
        return AuthResult(success=right, handled=False, auth_data=address)

    async def handle_MAIL(self, server, session, envelope, address, options):
        # Whatever a shop's software calls itself, its mails come from the address that it signed in with.
        envelope.mail_from = session.auth_data
        envelope.mail_options.extend(options)
        return '250 OK'

    async def handle_RCPT(self, server, session, envelope, address, options):
        if not ADDRESS.fullmatch(address):
            return '553 This is no mail address.'
        if len(envelope.rcpt_tos) >= RECIPIENTS:
            return '452 Too many recipients for one mail.'
        envelope.rcpt_tos.append(address)
        return '250 OK'

    async def handle_DATA(self, server, session, envelope):
        sender = session.auth_data
        if not self.rates.allows(sender):
            return '451 This shop has sent many mails; try again later.'
        try:
            content, subject = as_from(sender, envelope.original_content)
            folder = 'queue' if self.settings.upstream else 'kept'
            name = self.spool.add(folder, content, {'sender': sender, 'recipients': envelope.rcpt_tos, 'subject': subject, 'from': session.peer[0]})
        except Full:
            return '452 There is no room for more mails.'
        print(json.dumps({'mail': name, 'sender': sender, 'recipients': len(envelope.rcpt_tos), 'size': len(content), 'is': folder}))
        self.wake.set()
        return f'250 OK {name}'


def as_from(sender, content):
    """The mail with the sender that it may have; what its software wrote stays the name and the address for answers."""
    message = email.message_from_bytes(content, policy=email.policy.SMTP.clone(max_line_length=None, refold_source='none'))
    written = email.utils.getaddresses([str(line) for line in message.get_all('From', [])])
    name, address = written[0] if written else ('', '')
    if len(written) != 1 or address.lower() != sender or len(message.get_all('From')) != 1:
        del message['From']
        message['From'] = email.utils.formataddr((re.sub(r'[\x00-\x1f\x7f]', ' ', name)[:100], sender))
        if 'Reply-To' not in message and ADDRESS.fullmatch(address):
            message['Reply-To'] = address
    del message['Sender'], message['Return-Path'], message['Bcc']
    return message.as_bytes(), str(message.get('Subject', ''))[:200]


def forward(upstream, sender, recipients, content):
    """Gives one mail to the operator's server; who was refused and why."""
    secure = upstream.get('secure') or ''
    context = ssl.create_default_context()
    port = int(upstream.get('port') or (465 if secure == 'ssl' else 587 if secure == 'tls' else 25))
    server = smtplib.SMTP_SSL(upstream['host'], port, timeout=30, context=context) if secure == 'ssl' else smtplib.SMTP(upstream['host'], port, timeout=30)
    with server:
        if secure == 'tls':
            server.starttls(context=context)
        if upstream.get('user'):
            server.login(upstream['user'], upstream.get('password') or '')
        return {address: f'{code} {words.decode(errors="replace")}' for address, (code, words) in server.sendmail(sender, recipients, content).items()}


async def deliver(settings, spool, wake):
    """Works off the queue for ever: what can't be sent is tried again for two days, what is refused is kept with the reason."""
    while True:
        try:
            await asyncio.wait_for(wake.wait(), 5)
        except asyncio.TimeoutError:
            pass
        wake.clear()
        problem = settings.read()
        if problem:
            print(f'relay: {problem} The settings before stay in force.', file=sys.stderr)
        for about in sorted(spool.list('queue'), key=lambda about: about['id']) if settings.upstream else ():
            if about.get('next', 0) <= time.time():
                await deliver_one(settings, spool, about)
        spool.make_room(0, days=int(os.environ.get('RELAY_DAYS', 14)))


async def deliver_one(settings, spool, about):
    name = about['id']
    try:
        refused = await asyncio.to_thread(forward, settings.upstream, about['sender'], about['recipients'], spool.content('queue', name))
    except smtplib.SMTPRecipientsRefused as error:
        refused = {address: f'{code} {words.decode(errors="replace")}' for address, (code, words) in error.recipients.items()}
    except (OSError, smtplib.SMTPException) as error:
        code = getattr(error, 'smtp_code', 400)
        about = {**about, 'error': str(error)[:300], 'tries': about.get('tries', 0) + 1}
        final = isinstance(error, (smtplib.SMTPSenderRefused, smtplib.SMTPDataError)) and code >= 500
        if final or time.time() - calendar.timegm(time.strptime(about['at'], '%Y-%m-%dT%H:%M:%SZ')) > GIVE_UP:
            spool.move(name, about)
        else:
            spool.describe('queue', {**about, 'next': time.time() + min(3600, 30 * 2 ** about['tries'])})
        print(json.dumps({'mail': name, 'is': 'kept' if final else 'queue', 'error': about['error']}))
        return
    if refused:
        spool.move(name, {**about, 'recipients': list(refused), 'error': '; '.join(f'{address}: {why}' for address, why in refused.items())[:1000]})
    else:
        spool.remove('queue', name)
    print(json.dumps({'mail': name, 'is': 'kept' if refused else 'sent', 'refused': len(refused)}))


def address_of(text):
    """172.17.0.1:2525, or docker0:2525."""
    host, _, port = text.rpartition(':')
    if not port.isdigit() or not 1024 <= int(port) <= 65535:
        refuse(f'RELAY_LISTEN has to be address:port with a port from 1024 on, not {text!r}.')
    try:
        return str(ipaddress.IPv4Address(host)), int(port)
    except ValueError:
        pass
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
            answer = fcntl.ioctl(any_socket.fileno(), 0x8915, struct.pack('256s', host.encode()[:15]))      # SIOCGIFADDR
        return socket.inet_ntoa(answer[20:24]), int(port)
    except OSError:
        refuse(f'This machine has no interface {host!r} with an IPv4 address; name one in RELAY_LISTEN.')


def number(name, default):
    text = os.environ.get(name, str(default))
    return int(text) if re.fullmatch(r'[0-9]{1,7}', text) else refuse(f'{name} has to be a number, not {text!r}.')


async def main():
    try:
        pool = ipaddress.IPv4Network(os.environ.get('RELAY_POOL', ''))
    except ValueError:
        refuse('RELAY_POOL has to be an IPv4 range such as 10.180.0.0/14.')
    host, port = address_of(os.environ.get('RELAY_LISTEN', 'docker0:2525'))
    wake = asyncio.Event()
    settings = Settings()
    try:
        spool = Spool(limit=number('RELAY_LIMIT_MB', 200) * 1024 * 1024)
    except OSError as error:
        refuse(f'/var/spool/relay can\'t be written ({error.strerror}); mount a volume there.')
    desk = Desk(pool, settings, spool, Rates(number('RELAY_PER_MINUTE', 30), number('RELAY_PER_HOUR', 300)), wake)
    loop = asyncio.get_running_loop()
    door = lambda: Door(desk, authenticator=desk.authenticate, auth_required=True, auth_require_tls=False, data_size_limit=LARGEST, hostname='relay', ident='ready', timeout=60, loop=loop)
    try:
        server = await loop.create_server(door, host, port)
    except OSError as error:
        refuse(f'{host}:{port} can\'t be listened on: {error.strerror}.')
    Path('/run/relay.address').write_text(f'{host} {port}\n')
    print(f'relay: listening on {host}:{port} for {pool}.')
    stopping = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopping.set)
    delivery = asyncio.create_task(deliver(settings, spool, wake))
    done, _ = await asyncio.wait([delivery, asyncio.create_task(stopping.wait())], return_when=asyncio.FIRST_COMPLETED)
    server.close()
    if delivery in done:
        delivery.result()


if __name__ == '__main__':
    asyncio.run(main())
