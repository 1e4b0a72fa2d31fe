"""Writes networks/*.onnx: what PyTorch's exporter makes of usual networks."""
import os
import torch
from torch import nn

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "networks")
torch.manual_seed(0)


def export(name, module, x, open_dims=("batch",)):
    module.eval()
    torch.onnx.export(module, x, os.path.join(FOLDER, name + ".onnx"), opset_version=13, input_names=["x"], output_names=["y"],
                      dynamic_axes={"x": dict(enumerate(open_dims))})


class Perceptron(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(6, 8)
        self.fc2 = nn.Linear(8, 3)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))


class Block(nn.Module):
    def __init__(self, c, f, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(c, f, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(f)
        self.conv2 = nn.Conv2d(f, f, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(f)
        self.down = nn.Identity() if stride == 1 else nn.Conv2d(c, f, 1, stride)

    def forward(self, x):
        return torch.relu(self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x))))) + self.down(x))


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 3, padding=1)
        self.blocks = nn.Sequential(Block(4, 4, 1), Block(4, 6, 2))
        self.head = nn.Linear(6, 5)

    def forward(self, x):
        return self.head(torch.flatten(nn.functional.adaptive_avg_pool2d(self.blocks(self.stem(x)), 1), 1))


class Recurrent(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.rnn = kind(3, 4, num_layers=2, batch_first=True, bidirectional=True)
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        return self.head(self.rnn(x)[0][:, -1])


class Language(nn.Module):
    """One block of a GPT of 20 tokens."""

    def __init__(self):
        super().__init__()
        self.token = nn.Embedding(20, 8)
        self.position = nn.Parameter(torch.randn(1, 6, 8))
        self.norm1 = nn.LayerNorm(8)
        self.qkv = nn.Linear(8, 24)
        self.out = nn.Linear(8, 8)
        self.norm2 = nn.LayerNorm(8)
        self.wide = nn.Linear(8, 16)
        self.narrow = nn.Linear(16, 8)
        self.head = nn.Linear(8, 20, bias=False)
        self.register_buffer("seen", torch.tril(torch.ones(6, 6)).bool())

    def forward(self, t):
        x = self.token(t) + self.position
        b, n, d = x.shape
        q, k, v = (each.view(b, n, 2, 4).transpose(1, 2) for each in self.qkv(self.norm1(x)).split(8, -1))
        score = (q @ k.transpose(-2, -1) / 2).masked_fill(~self.seen, float("-inf"))
        x = x + self.out((score.softmax(-1) @ v).transpose(1, 2).reshape(b, n, d))
        return self.head(x + self.narrow(nn.functional.gelu(self.wide(self.norm2(x)))))


export("perceptron", Perceptron(), torch.randn(2, 6))
export("sequential", nn.Sequential(nn.Linear(6, 8), nn.GELU(), nn.Linear(8, 3), nn.Softmax(-1)), torch.randn(2, 6))
export("pictures", nn.Sequential(nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 6, 3, stride=2),
                                 nn.LeakyReLU(0.1), nn.Flatten(), nn.Linear(6 * 9, 3)), torch.randn(2, 1, 16, 16))
export("residual", Residual(), torch.randn(2, 3, 8, 8))
export("lstm", Recurrent(nn.LSTM), torch.randn(2, 5, 3), ("batch", "time"))
export("gru", Recurrent(nn.GRU), torch.randn(2, 5, 3), ("batch", "time"))
export("language", Language(), torch.randint(0, 20, (2, 6)))
export("encoder", nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), torch.randn(2, 5, 8), ("batch", "sequence"))
