"""The mails on disk: NAME.eml as it came, NAME.json about it. A mail is there when its .json is; names begin with the time."""
import json
import os
import secrets
import time
from pathlib import Path

ROOT = Path('/var/spool/relay')
FOLDERS = ('queue', 'kept')


class Full(Exception):
    """No room for another mail, also after the oldest kept ones went."""


class Spool:
    def __init__(self, root=ROOT, limit=200 * 1024 * 1024):
        self.root, self.limit = Path(root), limit
        for folder in FOLDERS:
            (self.root / folder).mkdir(parents=True, exist_ok=True)

    def add(self, folder, content, about):
        self.make_room(len(content))
        name = f'{time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())}-{secrets.token_hex(6)}'
        about = {'id': name, 'at': time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime()), 'size': len(content), **about}
        self._write(folder, f'{name}.eml', content)
        self.describe(folder, about)
        return name

    def describe(self, folder, about):
        self._write(folder, f'{about["id"]}.json', json.dumps(about, ensure_ascii=False).encode())

    def list(self, folder):
        """The newest first."""
        for file in sorted((self.root / folder).glob('2*.json'), reverse=True):
            try:
                yield json.loads(file.read_text())
            except (OSError, ValueError):
                continue

    def content(self, folder, name):
        return (self.root / folder / f'{name}.eml').read_bytes()

    def remove(self, folder, name):
        for ending in ('json', 'eml'):
            (self.root / folder / f'{name}.{ending}').unlink(missing_ok=True)

    def move(self, name, about):
        """From the queue to what is kept."""
        os.replace(self.root / 'queue' / f'{name}.eml', self.root / 'kept' / f'{name}.eml')
        self.describe('kept', about)
        (self.root / 'queue' / f'{name}.json').unlink(missing_ok=True)

    def make_room(self, size, days=None):
        """The oldest kept mails go first; what waits to be sent never does."""
        files = [file for folder in FOLDERS for file in (self.root / folder).iterdir()]
        used = sum(file.stat().st_size for file in files if file.exists())
        for file in sorted((self.root / 'kept').glob('2*.json')):
            old = days is not None and file.stat().st_mtime < time.time() - days * 86400
            if used + size <= self.limit and not old:
                break
            content = file.with_suffix('.eml')
            used -= file.stat().st_size + (content.stat().st_size if content.exists() else 0)
            self.remove('kept', file.stem)
        if used + size > self.limit:
            raise Full()

    def _write(self, folder, name, content):
        path = self.root / folder / name
        with open(f'{path}.new', 'wb') as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(f'{path}.new', path)
