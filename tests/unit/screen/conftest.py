"""Bodies made by hand, small, each hostile or broken in one way."""

import io
import tarfile
import zipfile

import pytest

from ogp_etl.screen import screen


@pytest.fixture
def look(tmp_path):
    """Screens bytes as if they had been fetched."""

    def looked(content, stated=None, name=None):
        body = tmp_path / "body"
        body.write_bytes(content)
        return screen(body, stated, name)

    return looked


@pytest.fixture
def verdict(look):
    """Outcome and reason code only."""

    def said(content, stated=None, name=None):
        screening = look(content, stated, name)
        return screening.outcome.value, screening.reason.partition(":")[0]

    return said


@pytest.fixture
def zipped():
    def make(entries, compression=zipfile.ZIP_DEFLATED):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", compression) as archive:
            for name, content in entries.items():
                archive.writestr(name, content, compress_type=zipfile.ZIP_STORED if name == "mimetype" else None)
        return buffer.getvalue()

    return make


@pytest.fixture
def tarred():
    def make(entries, mode="w", form=tarfile.PAX_FORMAT):
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode=mode, format=form) as archive:
            for name, content in entries.items():
                header = tarfile.TarInfo(name)
                if isinstance(content, str):
                    header.type, header.linkname = tarfile.SYMTYPE, content
                    archive.addfile(header)
                else:
                    header.size = len(content)
                    archive.addfile(header, io.BytesIO(content))
        return buffer.getvalue()

    return make
