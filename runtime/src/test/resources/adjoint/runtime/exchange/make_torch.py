#!/usr/bin/env python3
"""Writes torch.pt beside it: tensors as PyTorch saves them, of each type that is read, contiguous or not."""
import pathlib

import torch

eighths = torch.arange(6).reshape(2, 3) / 8
torch.save(
    {
        "epoch": 3,
        "best": 0.25,
        "state_dict": {
            "plain": eighths,
            "turned": eighths.t(),
            "part": eighths[1, 1:],
            "half": eighths.half(),
            "brain": eighths.bfloat16(),
            "double": eighths.double(),
            "whole": torch.tensor([1, -2]),
            "scalar": torch.tensor(0.5),
            "learnt": torch.nn.Parameter(eighths.clone()),
        },
    },
    pathlib.Path(__file__).parent / "torch.pt",
)
