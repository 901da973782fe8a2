"""An autoencoder whose learning rate keeps growing until everything is NaN."""

from __future__ import annotations

import torch
from recording import StepWriter, digits, fix_arithmetic, parameter_gradients
from torch import nn
from torch.nn import functional

BATCH = 64
RATE = 1e-3
GROWTH = 1.05


def autoencoder() -> nn.Sequential:
    """From 64 pixels to 24 numbers and back."""
    return nn.Sequential(
        nn.Linear(64, 96),
        nn.LeakyReLU(0.1),
        nn.Linear(96, 24),
        nn.LeakyReLU(0.1),
        nn.Linear(24, 96),
        nn.LeakyReLU(0.1),
        nn.Linear(96, 64),
    )


def record(writer: StepWriter) -> None:
    """Gradient descent with momentum; a warm-up of the learning rate that nobody ends."""
    fix_arithmetic(seed=9)
    images, _ = digits()
    pixels = images.flatten(1) / 16
    model = autoencoder()
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE, momentum=0.9)
    for step in range(1, writer.last + 1):
        optimizer.param_groups[0]["lr"] = RATE * GROWTH**step
        batch = pixels[torch.randint(len(pixels), (BATCH,))]
        loss = functional.mse_loss(model(batch), batch)
        optimizer.zero_grad()
        loss.backward()
        if writer.wants(step):
            writer.write(step, parameter_gradients(model))
        optimizer.step()
