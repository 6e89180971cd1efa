"""Bodies of requests, read as they come: small ones into memory, forms with a file onto the disk."""

import hashlib
import re
import secrets

from werkzeug.sansio.multipart import Data, Field, File, MultipartDecoder, Preamble

from .wire import Upload

BLOCK = 1 << 16


def plain(stream, length, chunked):
    """Blocks of a body, be its length stated or not."""
    if chunked:
        yield from _chunks(stream)
        return
    while length > 0:
        block = stream.read(min(BLOCK, length))
        if not block:
            raise ConnectionError("the client went away in the middle of its request")
        length -= len(block)
        yield block


def _chunks(stream):
    while size := int(stream.readline().split(b";")[0] or b"0", 16):
        yield from plain(stream, size, chunked=False)
        stream.readline()
    while stream.readline().strip():
        pass


def form(blocks, content_type, folder):
    """(texts by name, the file or None) of a multipart body."""
    boundary = re.search(r'boundary="?([^";]+)"?', content_type)
    decoder = MultipartDecoder(boundary[1].encode(), max_form_memory_size=None)
    fields, sink, upload = {}, None, None
    for block in _ended(blocks):
        decoder.receive_data(block)
        while True:
            event = decoder.next_event()
            if isinstance(event, File):
                sink = _Sink(folder, event.filename)
            elif isinstance(event, Field):
                sink = _Text(fields, event.name)
            elif isinstance(event, Data):
                sink.write(event.data)
                if not event.more_data:
                    upload = sink.done() or upload
            elif not isinstance(event, Preamble):
                break
    return fields, upload


def _ended(blocks):
    yield from blocks
    yield None


class _Text:
    def __init__(self, fields, name):
        self._fields, self._name, self._content = fields, name, b""

    def write(self, data):
        self._content += data

    def done(self):
        self._fields[self._name] = self._content.decode("utf-8", "replace")


class _Sink:
    def __init__(self, folder, filename):
        self._path, self._filename = folder / secrets.token_hex(16), filename or ""
        self._file, self._size, self._md5 = self._path.open("wb"), 0, hashlib.md5(usedforsecurity=False)

    def write(self, data):
        self._file.write(data)
        self._md5.update(data)
        self._size += len(data)

    def done(self):
        self._file.close()
        return Upload(self._path, self._filename, self._size, self._md5.hexdigest())
