"""The ZIP container of office files and archives, opened with bounds; and their XML, without document type declarations."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import IO
from xml.etree import ElementTree
from xml.parsers import expat

from kg.model import KgError

_PROLOG = 2**20  # bytes before the first element of an XML part
_PIECE = 4096  # bytes that are parsed before it is asked what they held
_XML = 128 * 2**20  # bytes of one XML part: the largest laws have 5 million


def open_zip(data: bytes, source: str) -> zipfile.ZipFile:
    """The container. Raises KgError for what is none."""
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as e:
        raise KgError(f"{source}: the file is damaged or cut short, get it anew ({e}).") from e


def member(archive: zipfile.ZipFile, name: str | zipfile.ZipInfo, source: str, limit: int = _XML) -> bytes | None:
    """The bytes of a member, None where there is none. Whatever its entry says, no more than `limit` bytes are unpacked.

    Raises KgError for a member that is larger, encrypted or damaged.
    """
    shown = name.filename if isinstance(name, zipfile.ZipInfo) else name
    try:
        with archive.open(name) as f:
            data = f.read(limit + 1)
    except KeyError:
        return None
    except RuntimeError as e:
        raise KgError(f"{source}: {shown!r} is encrypted; unpack it and give the files.") from e
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as e:
        raise KgError(f"{source}: {shown!r} is damaged, get the file anew ({e}).") from e
    if len(data) > limit:
        raise KgError(f"{source}: {shown!r} unpacks to more than {limit // 2**20} MB.")
    return data


def undeclared(file: IO[bytes], source: str) -> None:
    """Reads an XML part up to its first element, behind which no document type can be declared, nor entities without one.

    The parser itself looks: what it takes for a declaration, in whatever encoding, is one. Raises KgError where there is one, and
    where no element begins in the first megabyte.
    """
    parser, begun = expat.ParserCreate(), False

    def refuse(*_: object) -> None:
        raise KgError(f"{source}: its XML declares a document type, as attacks do; such files are not read.")

    def begin(*_: object) -> None:
        nonlocal begun
        begun = True
        parser.StartElementHandler = None

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.StartElementHandler = begin
    left = _PROLOG
    try:
        while not begun and left > 0 and (piece := file.read(min(_PIECE, left))):
            left -= len(piece)
            parser.Parse(piece, False)
    except (expat.ExpatError, ValueError, LookupError) as e:
        raise KgError(f"{source}: the file is damaged, its XML can't be read ({e}).") from e
    if not begun and left <= 0:
        raise KgError(
            f"{source}: its XML begins with {_PROLOG:,} bytes that tell nothing, as attacks do; it is not read."
        )


def xml(data: bytes, source: str) -> ElementTree.Element:
    """The root of an XML part. Raises KgError for damaged XML, and for entities, which office files never declare."""
    undeclared(io.BytesIO(data), source)
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as e:
        raise KgError(f"{source}: the file is damaged, its XML can't be read ({e}).") from e
