"""A small convolutional network that learns the digits until hardly any gradient is left."""

from __future__ import annotations

import torch
from catalogue import WEIGHTS
from recording import (
    StepWriter,
    activation_gradients,
    digits,
    fix_arithmetic,
    parameter_gradients,
    parameters,
)
from torch import Tensor, nn
from torch.nn import functional

BATCH = 32


class DigitsCNN(nn.Module):
    """Two convolutions and two linear layers on images of 8 x 8 pixels."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, kernel_size=3, padding=1)
        self.conv2 = nn.Conv2d(8, 16, kernel_size=3, padding=1)
        self.fc1 = nn.Linear(16 * 4 * 4, 32)
        self.fc2 = nn.Linear(32, 10)

    def forward(self, images: Tensor) -> dict[str, Tensor]:
        """Every layer's output before its activation function, by the layer's name."""
        outputs = {"conv1": self.conv1(images)}
        pooled = functional.max_pool2d(functional.relu(outputs["conv1"]), 2)
        outputs["conv2"] = self.conv2(pooled)
        outputs["fc1"] = self.fc1(functional.relu(outputs["conv2"]).flatten(1))
        outputs["fc2"] = self.fc2(functional.relu(outputs["fc1"]))
        return outputs


def record(writer: StepWriter) -> None:
    """Adam at a constant rate, a fresh random batch a step, mean cross entropy.

    Beside all gradients, those of the parameters again with the parameters before and after each
    recorded step: the parts of one run belong together.
    """
    fix_arithmetic(seed=1)
    images, labels = digits()
    images = images.unsqueeze(1) / 16
    model = DigitsCNN()
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    before, gradients, after = (writer.beside(f"weights/digits-cnn/{part}") for part in WEIGHTS)
    for step in range(1, writer.last + 1):
        batch = torch.randint(len(images), (BATCH,))
        outputs = model(images[batch])
        for output in outputs.values():
            output.retain_grad()
        loss = functional.cross_entropy(outputs["fc2"], labels[batch])
        optimizer.zero_grad()
        loss.backward()
        if writer.wants(step):
            writer.write(step, parameter_gradients(model) | activation_gradients(outputs))
            before.write(step, parameters(model))
            gradients.write(step, parameter_gradients(model))
        optimizer.step()
        if writer.wants(step):
            after.write(step, parameters(model))
