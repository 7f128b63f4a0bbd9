"""What a file is: by what its bytes begin with, and where they do not tell, by its suffix."""

from __future__ import annotations

import re
from collections.abc import Collection

from kg.model import KgError

_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body|table|div|p|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_MHTML = re.compile(rb"^content-type:\s*multipart/related|^snapshot-content-location:", re.IGNORECASE | re.MULTILINE)
_MAIL = re.compile(
    rb"^(?:from|received|return-path|message-id|mime-version|delivered-to):", re.IGNORECASE | re.MULTILINE
)
_TEXTS = frozenset(("txt", "md", "csv", "tsv", "jsonl"))
_BINARY = frozenset("doc dot rtf docx odt pdf xlsx zip msg png jpg jpeg tif tiff".split())
_ZIP, _OLE = (b"PK\x03\x04", b"PK\x05\x06"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = {  # by what they start with, or by a member: types that are known and not read
    b"Rar!": "RAR archive; unpack it and give the folder",
    b"7z\xbc\xaf": "7-Zip archive; unpack it and give the folder",
    b"\x1f\x8b": "gzip archive; unpack it and give the file",
    b"GIF8": "GIF picture; save it as PNG",
    b"\x7fELF": "binary program",
    b"MZ\x90": "binary program",
}


def kind(head: bytes, suffix: str, source: str, known: Collection[str]) -> str:
    """What a file is: by the content where it tells, else by the suffix, one of those known. Raises KgError for others."""
    found = _by_content(head, suffix, source)
    if found:
        return found
    if suffix in _BINARY:
        if not head.strip() or b"\0" in head or suffix not in ("doc", "rtf"):
            return suffix if suffix != "dot" else "doc"  # damaged: its reader says so
        return "txt"  # a text that was given the suffix of Word
    if suffix not in known:
        hint = " (JSON as a line for each document: .jsonl)" if suffix == "json" else ""
        raise KgError(
            f"{source}: files of type '.{suffix}' are not read; give one of {', '.join(sorted(known))}{hint}."
        )
    return suffix


def _by_content(head: bytes, suffix: str, source: str) -> str | None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(_ZIP):
        return _zipped(head, suffix, source)
    if head.startswith(_OLE):
        return "msg" if suffix == "msg" else "ole"
    if start.startswith(b"{\\rt"):
        return "rtf"
    if head.startswith(b"\x89PNG"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith((b"II*\0", b"MM\0*")):
        return "tif"
    for magic, what in _FOREIGN.items():
        if head.startswith(magic):
            raise KgError(f"{source}: a {what}.")
    if suffix == "xls" or (suffix in _TEXTS and suffix not in ("txt", "md")):
        return suffix
    if _MAIL.search(head[:4096]) and (suffix in ("eml", "mhtml", "mht") or _MHTML.search(head)):
        return "mhtml" if _MHTML.search(head) and suffix != "eml" else "eml"
    return "html" if is_page(head) and suffix not in ("eml", "mhtml", "mht") else None


def is_page(data: bytes) -> bool:
    """Whether bytes begin as a web page does."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data[:4096].decode("utf-16", "ignore").encode()
    return _HTML.match(data.lstrip(b"\xef\xbb\xbf \t\r\n")) is not None


def is_packed(data: bytes) -> bool:
    """Whether bytes begin as containers do, ZIP and the compound files of older programs."""
    return data.startswith((*_ZIP, _OLE))


def _zipped(head: bytes, suffix: str, source: str) -> str:
    """What a ZIP container is; its first members stand in the head, as does the type of an OpenDocument."""
    if suffix in ("docx", "docm", "dotx", "odt", "xlsx", "xlsm", "zip"):
        return {"docm": "docx", "dotx": "docx", "xlsm": "xlsx"}.get(suffix, suffix)
    if b"mimetypeapplication/vnd.oasis.opendocument.text" in head:
        return "odt"
    if b"word/" in head:
        return "docx"
    if b"xl/" in head:
        return "xlsx"
    if b"ppt/" in head or suffix in ("pptx", "ods", "odp", "epub", "jar", "apk"):
        form = "XLSX" if suffix == "ods" else "PDF"
        raise KgError(f"{source}: files of type '.{suffix}' are not read; save it as {form}.")
    return "office"
