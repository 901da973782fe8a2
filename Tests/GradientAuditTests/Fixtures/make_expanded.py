"""Makes expanded.pt: two views of one number that claim 2^56 elements each.

    python make_expanded.py            with PyTorch, see Datasets/recorders/requirements.txt
"""

from pathlib import Path

import torch

number = torch.zeros(1)
views = {name: number.expand(1 << 31, 1 << 25) for name in ("v", "w")}
torch.save(views, Path(__file__).parent / "expanded.pt")
