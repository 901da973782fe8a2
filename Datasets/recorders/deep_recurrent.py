"""A deep recurrent network, initialised too large, that reads the digits pixel by pixel."""

from __future__ import annotations

import torch
from recording import (
    StepWriter,
    activation_gradients,
    digits,
    fix_arithmetic,
    parameter_gradients,
)
from torch import Tensor, nn
from torch.nn import functional

BATCH = 16
WIDTH = 64
LAYERS = 3
GAIN = 3
KEPT_TIMES = range(3, 64, 4)


class DeepRecurrent(nn.Module):
    """Layers of tanh units, each fed by the layer below and by its own state one pixel earlier."""

    def __init__(self) -> None:
        super().__init__()
        inputs = [1] + [WIDTH] * (LAYERS - 1)
        self.inputs = nn.ModuleList(nn.Linear(size, WIDTH) for size in inputs)
        self.recurrent = nn.ModuleList(nn.Linear(WIDTH, WIDTH, bias=False) for _ in inputs)
        self.head = nn.Linear(WIDTH, 10)
        for layer in self.recurrent:
            nn.init.normal_(layer.weight, std=GAIN * WIDTH**-0.5)
        nn.init.normal_(self.head.weight, std=0.002)

    def forward(self, pixels: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        """The scores, and what enters the uppermost layer's tanh at `KEPT_TIMES`."""
        states = [pixels.new_zeros(len(pixels), WIDTH) for _ in self.inputs]
        kept = {}
        for time in range(pixels.shape[1]):
            below = pixels[:, time : time + 1]
            for layer, state in enumerate(states):
                entering = self.inputs[layer](below) + self.recurrent[layer](state)
                below = states[layer] = torch.tanh(entering)
            if time in KEPT_TIMES:
                kept[f"pixel{time:02d}"] = entering
        return self.head(below), kept


def record(writer: StepWriter) -> None:
    """Adam at a tiny rate, mean cross entropy, and no clipping."""
    fix_arithmetic(seed=3)
    images, labels = digits()
    pixels = images.flatten(1) / 16
    model = DeepRecurrent()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-5)
    for step in range(1, writer.last + 1):
        batch = torch.randint(len(pixels), (BATCH,))
        scores, states = model(pixels[batch])
        for state in states.values():
            state.retain_grad()
        loss = functional.cross_entropy(scores, labels[batch])
        optimizer.zero_grad()
        loss.backward()
        if writer.wants(step):
            writer.write(step, parameter_gradients(model) | activation_gradients(states))
        optimizer.step()
