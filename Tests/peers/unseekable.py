"""A file that cannot be sought in, for archives that are written into a pipe."""

from __future__ import annotations

import io
from pathlib import Path


class Pipe(io.RawIOBase):
    """A file that cannot be sought in: zipfile writes the sizes behind the data."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("wb")

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:
        return self.file.write(data)

    def close(self) -> None:
        self.file.close()
        super().close()
