"""Writes a checkpoint in pieces of a few kilobytes, each of which claims much: `expanded/`.

Two values that are no tensors, of which each holds one that is expanded to 160 MiB. Standard
library only.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "Datasets" / "malformed"))

import pickles  # noqa: E402
import pytorch  # noqa: E402

piece = pytorch.archive(pytorch.pickled(pytorch.tensor(shape=(40 << 20,), strides=(0,))))
described = {
    name: pickles.instance(pickles.METADATA, "BytesStorageMetadata", pytorch.dictionary()) for name in "ab"
}
places = [
    pickles.place(name, (), "__0_0.distcp", index * len(piece), len(piece)) for index, name in enumerate("ab")
]
(HERE / "expanded").mkdir(exist_ok=True)
(HERE / "expanded" / "__0_0.distcp").write_bytes(piece + piece)
(HERE / "expanded" / ".metadata").write_bytes(pickles.metadata(described, places))
