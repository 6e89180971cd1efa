"""Our own table of file signatures: corrects libmagic where it is known to miss, and stands in where it cannot be loaded."""

from __future__ import annotations

VERSION = 1
"""Raised with every change of what ``type_by_signature`` or the text rules answer."""

ELF = "application/x-elf"
PE = "application/vnd.microsoft.portable-executable"
MACH_O = "application/x-mach-binary"
JAVA_CLASS = "application/java-vm"
JAR = "application/java-archive"
SHORTCUT = "application/x-ms-shortcut"
PARQUET = "application/vnd.apache.parquet"
OLE = "application/x-ole-storage"
EMPTY = "inode/x-empty"
UNKNOWN = "application/octet-stream"

SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"PAR1", PARQUET),
    (0, b"\x1f\x8b\x08", "application/gzip"),
    (4, b"1AY&SY", "application/x-bzip2"),
    (4, b"\x17rE8P\x90", "application/x-bzip2"),  # an empty stream; others may follow
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"\xfd7zXZ\x00", "application/x-xz"),
    (0, b"\x28\xb5\x2f\xfd", "application/zstd"),
    (257, b"ustar", "application/x-tar"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (8, b"WEBPVP8", "image/webp"),
    (4, b"ftyp", "video/mp4"),
    (0, b"ID3\x03", "audio/mpeg"),
    (0, b"ID3\x04", "audio/mpeg"),
    (0, b"OggS", "application/ogg"),
    (0, b"\x1a\x45\xdf\xa3", "video/webm"),
    (8, b"WAVEfmt ", "audio/x-wav"),
    (8, b"AVI LIST", "video/x-msvideo"),
    (0, b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"\x7fELF", ELF),
    (0, b"\xfe\xed\xfa\xce", MACH_O),
    (0, b"\xfe\xed\xfa\xcf", MACH_O),
    (0, b"\xce\xfa\xed\xfe", MACH_O),
    (0, b"\xcf\xfa\xed\xfe", MACH_O),
    (0, b"\x00asm\x01\x00\x00\x00", "application/wasm"),
    (0, b"dex\n03", "application/vnd.android.dex"),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", SHORTCUT),
)


def type_by_signature(head: bytes) -> str | None:
    """Media type of the first signature that fits; None when none does (texts have none)."""
    for offset, mark, media_type in SIGNATURES:
        if head.startswith(mark, offset):
            return media_type
    if head.startswith(b"\xca\xfe\xba\xbe") and len(head) >= 8:
        # The same four bytes begin a universal Mach-O (a count of processors follows) and a Java class (a version).
        return MACH_O if int.from_bytes(head[4:8], "big") < 40 else JAVA_CLASS
    if head.startswith(b"MZ") and b"\x00" in head[:64]:
        return PE
    # Some writers put bytes before the header; readers accept it within the first kilobyte (ISO 32000-1, Annex H, note 13).
    return "application/pdf" if b"%PDF-" in head[:1024] and b"\x00" not in head[: head.find(b"%PDF-")] else None


EXECUTABLES = frozenset(
    {
        ELF,
        PE,
        MACH_O,
        JAVA_CLASS,
        JAR,
        SHORTCUT,
        "application/wasm",
        "application/vnd.android.dex",
        "application/vnd.android.package-archive",
        # as libmagic calls them
        "application/x-executable",
        "application/x-sharedlib",
        "application/x-pie-executable",
        "application/x-object",
        "application/x-coredump",
        "application/x-msi",
        "application/x-msdownload",
    }
)
