"""The files that the sample's ministries publish, made in code: the same text gives the same bytes on every machine."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from html import escape

_ODT = "application/vnd.oasis.opendocument.text"
_TYPES = {".odt": _ODT, ".pdf": "application/pdf", ".csv": "text/csv"}
_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns"
_LINE = 42.0
"""Width of a line in a PDF, in Chinese characters."""
_LINES = 34
"""Lines on a page of a PDF."""


def media_type(name: str) -> str:
    return _TYPES[name[name.rindex(".") :]]


def document(name: str, title: str, text: Sequence[str]) -> bytes:
    """An ODT or a PDF, by the extension of ``name``, with a title and paragraphs."""
    return pdf(title, text) if name.endswith(".pdf") else odt(title, text)


def table(rows: Sequence[Sequence[str]], encoding: str = "utf-8-sig") -> bytes:
    """A CSV with CRLF line ends, as offices export it; ``utf-8-sig`` starts with a byte-order mark."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(encoding)


def archive(entries: Sequence[tuple[str, bytes]], at: tuple[int, int, int, int, int, int] = (1980, 1, 1, 0, 0, 0)) -> bytes:
    """A ZIP whose entries are stored as they are and dated ``at``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        for name, body in entries:
            info = zipfile.ZipInfo(name, at)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            made.writestr(info, body)
    return out.getvalue()


def odt(title: str, text: Sequence[str]) -> bytes:
    spaces = " ".join(f'xmlns:{name}="{_NAMESPACE}:{name}:1.0"' for name in ("office", "text", "meta", "manifest"))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    paragraphs = "".join(f"<text:p>{escape(line, quote=False)}</text:p>" for line in text)
    content = (
        f'{head}<office:document-content {spaces} office:version="1.2"><office:body><office:text>'
        f'<text:h text:outline-level="1">{escape(title, quote=False)}</text:h>{paragraphs}'
        "</office:text></office:body></office:document-content>"
    )
    meta = (
        f'{head}<office:document-meta {spaces} xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.2">'
        f"<office:meta><dc:title>{escape(title, quote=False)}</dc:title></office:meta></office:document-meta>"
    )
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", _ODT), ("content.xml", "text/xml"), ("meta.xml", "text/xml"))
    )
    manifest = f'{head}<manifest:manifest {spaces} manifest:version="1.2">{entries}</manifest:manifest>'
    return archive(
        [
            ("mimetype", _ODT.encode()),  # first and stored: this is how the format is told from any ZIP
            ("content.xml", content.encode()),
            ("meta.xml", meta.encode()),
            ("META-INF/manifest.xml", manifest.encode()),
        ]
    )


def pdf(title: str, text: Sequence[str]) -> bytes:
    """Chinese in a font that every reader brings along (Adobe-CNS1), Latin in Helvetica; the text can be copied out."""
    lines = [part for line in (title, "", *text) for part in _wrapped(line)]
    pages = [lines[start : start + _LINES] for start in range(0, len(lines), _LINES)]
    first = 8
    kids = " ".join(f"{first + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /MSung-Light /Encoding /UniCNS-UTF16-H"
        b" /DescendantFonts [5 0 R] /ToUnicode 7 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /MSung-Light /DW 1000 /FontDescriptor 6 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (CNS1) /Supplement 0 >> >>",
        b"<< /Type /FontDescriptor /FontName /MSung-Light /Flags 6 /FontBBox [-160 -249 1015 888] /ItalicAngle 0"
        b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
        _stream(_to_unicode({letter for line in lines for letter in line if not _latin(letter)})),
    ]
    for index, page in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {first + 2 * index + 1} 0 R"
            " /Resources << /Font << /L 3 0 R /C 4 0 R >> >> >>".encode()
        )
        objects.append(_stream(_shown(page)))
    info = len(objects) + 1
    objects.append(b"<< /Title <" + ("\ufeff" + title).encode("utf-16-be").hex().encode() + b"> >>")
    return _assembled(objects, info)


def _assembled(objects: Sequence[bytes], info: int) -> bytes:
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, info, start)
    return bytes(out)


def _stream(body: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n" % len(body) + body + b"\nendstream"


def _shown(lines: Sequence[str]) -> bytes:
    drawn = ["BT", "56 780 Td", "20 TL"]
    for line in lines:
        for run in _runs(line):
            if _latin(run[0]):
                shown = run.translate({ord(sign): f"\\{sign}" for sign in "\\()"})
                drawn.append(f"/L 11 Tf ({shown}) Tj")
            else:
                drawn.append(f"/C 11 Tf <{run.encode('utf-16-be').hex()}> Tj")
        drawn.append("T*")
    return "\n".join([*drawn, "ET"]).encode("ascii")


def _to_unicode(letters: set[str]) -> bytes:
    codes = sorted(letter.encode("utf-16-be").hex() for letter in letters)
    blocks = [codes[start : start + 100] for start in range(0, len(codes), 100)]
    lines = ["/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap", "/CMapName /Sample def", "/CMapType 2 def"]
    lines += ["1 begincodespacerange", "<0000> <FFFF>", "endcodespacerange"]
    for block in blocks:
        lines += [f"{len(block)} beginbfchar", *(f"<{code}> <{code}>" for code in block), "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines).encode("ascii")


def _latin(letter: str) -> bool:
    return letter.isascii()


def _runs(line: str) -> list[str]:
    runs: list[str] = []
    for letter in line:
        if runs and _latin(runs[-1][0]) == _latin(letter):
            runs[-1] += letter
        else:
            runs.append(letter)
    return runs


def _wrapped(line: str) -> list[str]:
    made, width = [""], 0.0
    for letter in line:
        width += 0.5 if _latin(letter) else 1.0
        if width > _LINE:
            made.append("")
            width = 0.5 if _latin(letter) else 1.0
        made[-1] += letter
    return made
