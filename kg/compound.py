"""The compound files (OLE) of old office programs: named streams of bytes."""

from __future__ import annotations

import io
from collections.abc import Collection

from kg.model import KgError

_STREAM = 256 * 2**20  # bytes
_STREAMS = 5_000


def streams(data: bytes, source: str, names: Collection[str] | None = None) -> dict[str, bytes]:
    """The streams by their path, all or those named. Raises KgError for a file that is damaged or no compound file."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            found: dict[str, bytes] = {}
            for path in file.listdir()[:_STREAMS]:
                name = "/".join(path)
                if names is not None and name not in names:
                    continue
                if file.get_size(path) > min(_STREAM, len(data)):
                    raise KgError(f"{source}: the file is damaged: {name!r} is larger than the file.")
                found[name] = file.openstream(path).read()
            return found
    except KgError:
        raise
    except Exception as e:  # olefile raises whatever its reading of damaged tables meets
        raise KgError(f"{source}: the file is damaged or cut short, get it anew.") from e
