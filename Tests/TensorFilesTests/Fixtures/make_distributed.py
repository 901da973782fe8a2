"""Writes the fixture of a distributed checkpoint with PyTorch's own writer, from four processes.

python3 -m venv v && v/bin/pip install torch numpy && v/bin/python make_distributed.py

`distributed/step_5` holds tensors in pieces: by rows, by columns, in a grid, whole; `distributed.json`
says what PyTorch reads from it: name, type, shape, and the bytes in C order.
"""

import json
import os
import shutil
import socket
import tempfile
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
import torch.distributed.checkpoint as dcp
from torch.distributed.checkpoint.format_utils import dcp_to_torch_save
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor import Replicate, Shard, distribute_tensor

HERE = Path(__file__).parent
RANKS = 4


def whole_tensors(scale):
    """The tensors before they are cut, by name, each with its mesh and the axes that are cut."""
    torch.manual_seed(5)
    rows, columns, grid = (7 * scale, 3), (4, 6 * scale), (5 * scale, 6 * scale)
    line, square = (RANKS,), (2, 2)
    return {
        "rows": (torch.randn(rows), line, [Shard(0)]),
        "columns": (torch.randn(columns), line, [Shard(1)]),
        "grid": (torch.randn(grid, dtype=torch.float64), square, [Shard(0), Shard(1)]),
        "turned": (torch.randn(grid).half(), square, [Shard(1), Shard(0)]),
        "cube": (torch.randn(3 * scale, 4, 5 * scale).bfloat16(), square, [Shard(2), Shard(1)]),
        "few": (torch.randn(2, 3), line, [Shard(0)]),
        "replicated": (torch.randn(3, 4), line, [Replicate()]),
        "counts": (torch.arange(8), line, [Shard(0)]),
    }


def save_rank(rank, port, directory, scale, arrays):
    """What each process does: saves the tensors above, or some arrays by rows."""
    # The path is recorded in the checkpoint, and is none of a machine.
    os.chdir(Path(directory).parent)
    os.environ |= {"MASTER_ADDR": "localhost", "MASTER_PORT": str(port)}
    dist.init_process_group("gloo", rank=rank, world_size=RANKS)
    meshes = {}
    state = {}
    for name, (tensor, mesh, placements) in whole_tensors(scale).items():
        meshes[mesh] = meshes.get(mesh) or init_device_mesh("cpu", mesh)
        state[name] = distribute_tensor(tensor, meshes[mesh], placements)
    if arrays:
        mesh = init_device_mesh("cpu", (RANKS,))
        state = {
            name: distribute_tensor(torch.from_numpy(array), mesh, [Shard(0)]) if array.ndim else torch.from_numpy(array)
            for name, array in arrays.items()
        }
    else:
        state |= {
            "scalar": torch.tensor(0.25), "empty": torch.zeros(0, 3), "step": 5,
            "other": {"list": [torch.ones(2), "text"], "transposed": torch.randn(3, 2).t()},
        }
    dcp.save(state, checkpoint_id=Path(directory).name)
    dist.destroy_process_group()


def save(directory, scale=1, arrays=None):
    """Writes a checkpoint from four processes."""
    Path(directory).mkdir(parents=True, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    torch.multiprocessing.spawn(save_rank, (port, str(directory), scale, arrays), RANKS)


def read(directory):
    """What PyTorch reads from a checkpoint, as one nested dictionary."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "whole.pt"
        dcp_to_torch_save(directory, path)
        return torch.load(path, weights_only=False)


def main():
    from make_torch import described

    directory = HERE / "distributed" / "step_5"
    shutil.rmtree(directory, ignore_errors=True)
    save(directory)
    document = described(read(directory))
    top = HERE / "containers"
    arrays = {path.stem: np.load(path) for path in sorted((top / "npy/step_3").iterdir())}
    shutil.rmtree(top / "distributed", ignore_errors=True)
    save(top / "distributed" / "step_3", arrays=arrays)
    (HERE / "distributed.json").write_text(json.dumps({"step_5": document}) + "\n")


if __name__ == "__main__":
    main()
