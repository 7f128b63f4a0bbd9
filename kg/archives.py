"""Archives and mails (ZIP, EML, MSG): their members are read as if they were files; source `archive.zip!/path`.

Nothing is ever written to disk, so that no name can reach out of a folder.
"""

from __future__ import annotations

import contextlib
import email
import email.header
import email.policy
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.errors import MessageError
from email.message import Message
from pathlib import PurePosixPath

from kg.compound import streams
from kg.container import member, open_zip
from kg.model import Failure, KgError
from kg.plaintext import decode
from kg.reading import Budget, Found, Options, Reader, UnreadError, document, tick

_SILENT = re.compile(r"(?:^|/)(?:__MACOSX/|\.(?!\.?/)|Thumbs\.db$|desktop\.ini$|~\$)")
_LARGE, _RATIO = 50 * 2**20, 200  # bytes, and how far text packs: laws to a tenth
_PARTS = 2_000  # of one mail
# Logos and signatures, which every mail has, are no documents.
_LOGO = re.compile(r"\.(?:png|jpe?g|gif|bmp|ics|vcf|p7s|asc)$", re.IGNORECASE)
_LOGO_BYTES = 30_000


def read_zip(data: bytes, source: str, options: Options, dispatch: Reader) -> Iterator[Found]:
    """The documents of an archive's members; a member that can't be read is a failure, and costs the others nothing."""
    inner = _inside(source, options)
    budget = _budget(inner)
    with open_zip(data, source) as archive:
        members = [info for info in archive.infolist() if not info.filename.endswith("/")]  # a name may be empty
        if not members:
            raise KgError(f"{source}: the archive is empty.")
        for info in members:
            name = _shown(_name(info))
            if _SILENT.search(name):
                continue
            shown = f"{source}!/{name}"
            if _outside(name):
                reason = f"{shown}: the name points out of the archive, as attacks do; it is not read."
                yield Failure(source=shown, reason=reason)
                continue
            if budget.members <= 0:
                raise KgError(f"{source}: more than {options.members} members; unpack it and give the folder.")
            if info.file_size > budget.bytes:
                raise KgError(
                    f"{source}: it unpacks to more than {options.unpacked_bytes // 2**20} MB; unpack it and give the folder."
                )
            if info.file_size > _LARGE and info.file_size > _RATIO * max(info.compress_size, 1):
                packed = f"{info.compress_size:,} to {info.file_size:,} bytes"
                reason = f"{shown}: it unpacks from {packed}, as attacks do; it is not read."
                yield Failure(source=shown, reason=reason)
                continue
            try:
                body = member(archive, info, source, min(options.file_bytes, budget.bytes)) or b""
            except KgError as e:
                yield Failure(source=shown, reason=str(e))
                continue
            yield from _member(body, shown, inner, budget, dispatch)


def _inside(source: str, options: Options) -> Options:
    if options.depth <= 0:
        raise KgError(f"{source}: archives in archives are read to a depth of 4; unpack it and give the folder.")
    budget = options.budget or Budget(options.unpacked_bytes, options.members)
    return replace(options, depth=options.depth - 1, budget=budget)


def _budget(options: Options) -> Budget:
    return options.budget or Budget(options.unpacked_bytes, options.members)


def _member(body: bytes, shown: str, options: Options, budget: Budget, dispatch: Reader) -> Iterator[Found]:
    budget.members -= 1
    budget.bytes -= len(body)
    tick()
    try:
        yield from dispatch(body, shown, options)
    except KgError as e:
        yield Failure(source=shown, reason=str(e), left=e.suffix if isinstance(e, UnreadError) else None)


def _name(info: zipfile.ZipInfo) -> str:
    """The name as Windows and Vietnamese programs write it: UTF-8 without saying so, or CP1258."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1258", "backslashreplace")


def _shown(name: str) -> str:
    """A member's name on one line."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", name).strip()


def _outside(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", name) is not None


# --- Mails


def read_eml(data: bytes, source: str, options: Options, dispatch: Reader) -> Iterator[Found]:
    """The text of a mail, and the documents of its attachments."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    inner = _inside(source, options)
    subject = _decoded(message.get("Subject", ""))
    text, page, attached = "", b"", list[tuple[str, bytes]]()
    for n, part in enumerate(_parts(message)):
        if n >= _PARTS:
            raise KgError(f"{source}: the mail has more than {_PARTS} parts and is not read.")
        body = part.get_payload(decode=True)
        if not isinstance(body, bytes):
            continue
        name = _decoded(part.get_filename() or "")
        if name or part.get_content_disposition() == "attachment":
            attached.append((name or f"attachment-{n}", body))
        elif part.get_content_type() == "text/plain" and not text:
            text = _plain(part, body, source)
        elif part.get_content_type() == "text/html" and not page:
            page = body
    mail = _Mail(form="eml", subject=subject, text=text, page=page, attached=attached)
    yield from _read_mail(mail, data, source, inner, dispatch)


def _parts(message: Message) -> Iterator[Message]:
    """The leaves of a mail, without recursion: mails may nest as deep as a sender likes."""
    stack = [message]
    while stack:
        part = stack.pop()
        if part.is_multipart():
            stack += reversed([p for p in part.get_payload() if isinstance(p, Message)])
        else:
            yield part


def _plain(part: Message, body: bytes, source: str) -> str:
    try:
        charset = part.get_content_charset()
        return body.decode(charset) if charset else decode(body, source)
    except (LookupError, ValueError, KgError):  # the name of a charset may be anything
        return body.decode("utf-8", "replace")


def _decoded(header: object) -> str:
    try:
        return " ".join(str(email.header.make_header(email.header.decode_header(str(header)))).split())
    except (ValueError, LookupError, UnicodeError, MessageError):
        return " ".join(str(header).encode("utf-8", "replace").decode().split())


def read_msg(data: bytes, source: str, options: Options, dispatch: Reader) -> Iterator[Found]:
    """The text of an Outlook message, and the documents of its attachments."""
    parts = streams(data, source)
    inner = _inside(source, options)

    def text(prefix: str, tag: str) -> str:
        if (wide := parts.get(f"{prefix}__substg1.0_{tag}001F")) is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        narrow = parts.get(f"{prefix}__substg1.0_{tag}001E", b"")
        try:
            return decode(narrow, source).rstrip("\0") if narrow.strip(b"\0 ") else ""
        except KgError:
            return narrow.decode("cp1252", "replace")

    attached = []
    for folder in sorted({p.split("/")[0] + "/" for p in parts if p.startswith("__attach_version1.0_")}):
        body = parts.get(f"{folder}__substg1.0_37010102")
        if body is not None:
            attached.append((text(folder, "3707") or text(folder, "3704") or folder.strip("/"), body))
    page = parts.get("__substg1.0_10130102", b"")
    mail = _Mail(form="msg", subject=text("", "0037"), text=text("", "1000"), page=page, attached=attached)
    yield from _read_mail(mail, data, source, inner, dispatch)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mail:
    """What a mail holds, whatever the form it was saved in."""

    form: str
    subject: str
    text: str
    page: bytes  # its HTML, which counts where there is no text
    attached: list[tuple[str, bytes]]


def _read_mail(mail: _Mail, data: bytes, source: str, options: Options, dispatch: Reader) -> Iterator[Found]:
    budget = _budget(options)
    body = mail.text.replace("\r\n", "\n").strip()
    if not body and mail.page.strip():
        with contextlib.suppress(KgError):
            pages = dispatch(mail.page, f"{source}!/body.html", options)
            body = next((d.text.strip() for d in pages if not isinstance(d, Failure)), "")
    whole = "\n\n".join(x for x in (mail.subject, body) if x)
    if not whole and not mail.attached:
        raise KgError(f"{source}: the mail holds neither text nor attachments.")
    if whole:
        yield document(data, source, mail.form, whole + "\n")
    for name, content in mail.attached:
        shown = f"{source}!/{_shown(name).replace(chr(92), '/').rsplit('/', 1)[-1]}"
        if budget.members <= 0 or len(content) > budget.bytes:
            raise KgError(
                f"{source}: it unpacks to more than {options.unpacked_bytes // 2**20} MB or {options.members} members."
            )
        if _LOGO.search(name) and len(content) < _LOGO_BYTES:
            continue
        yield from _member(content, shown, options, budget, dispatch)
