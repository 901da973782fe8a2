"""A character-level transformer that learns to write like a software licence."""

from __future__ import annotations

import torch
from recording import StepWriter, fix_arithmetic, licence_text, parameter_gradients
from torch import Tensor, nn
from torch.nn import functional

BATCH = 16
CONTEXT = 32
WIDTH = 40
HEADS = 4
LAYERS = 2


class Attention(nn.Module):
    """Causal self-attention with several heads."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)

    def forward(self, x: Tensor) -> Tensor:
        count, length, _ = x.shape
        heads = self.qkv(x).view(count, length, 3, HEADS, WIDTH // HEADS)
        query, key, value = heads.permute(2, 0, 3, 1, 4)
        scores = query @ key.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5
        future = torch.ones(length, length, dtype=torch.bool).triu(1)
        weights = scores.masked_fill(future, float("-inf")).softmax(-1)
        return self.out((weights @ value).transpose(1, 2).reshape(count, length, WIDTH))


class Block(nn.Module):
    """Attention and a two-layer perceptron, each behind a layer norm and beside a skip."""

    def __init__(self) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(WIDTH)
        self.attention = Attention()
        self.norm2 = nn.LayerNorm(WIDTH)
        self.mlp = nn.Sequential(
            nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH)
        )

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class CharsTransformer(nn.Module):
    """Predicts the next character at each of `CONTEXT` places."""

    def __init__(self, characters: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(characters, WIDTH)
        self.position = nn.Parameter(0.02 * torch.randn(CONTEXT, WIDTH))
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        self.head = nn.Linear(WIDTH, characters)

    def forward(self, codes: Tensor) -> Tensor:
        x = self.embedding(codes) + self.position
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


def record(writer: StepWriter) -> None:
    """AdamW at a constant rate, windows from random places of the text, mean cross entropy."""
    fix_arithmetic(seed=2)
    text = licence_text()
    alphabet = {character: code for code, character in enumerate(sorted(set(text)))}
    codes = torch.tensor([alphabet[character] for character in text])
    model = CharsTransformer(len(alphabet))
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
    for step in range(1, writer.last + 1):
        starts = torch.randint(len(codes) - CONTEXT, (BATCH, 1))
        window = codes[starts + torch.arange(CONTEXT + 1)]
        scores = model(window[:, :-1])
        loss = functional.cross_entropy(scores.flatten(0, 1), window[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        if writer.wants(step):
            writer.write(step, parameter_gradients(model))
        optimizer.step()
