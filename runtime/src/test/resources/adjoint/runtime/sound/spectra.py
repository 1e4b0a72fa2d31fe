# Writes spectra.txt: what NumPy and SciPy make of a chirp, by the definitions of librosa (spectra) and torchaudio (resampling).
import numpy as np
from scipy.fft import dct

RATE = 8000
n = np.arange(1000)
samples = np.round(9000 * np.sin(2 * np.pi * (100 * n / RATE + 1500 * (n / RATE) ** 2 * 4)) + 500 * np.sin(n)) / 32768


def power(x, window, hop):
    size = 1 << (window - 1).bit_length()
    w = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(window) / window)
    w = np.pad(w, ((size - window) // 2, size - window - (size - window) // 2))
    x = np.pad(x, size // 2)
    frames = [x[i:i + size] * w for i in range(0, len(x) - size + 1, hop)]
    return np.abs(np.fft.rfft(frames)) ** 2


def mel(hertz):
    return np.where(hertz < 1000, hertz / (200 / 3), 15 + np.log(np.maximum(hertz, 1e-9) / 1000) / (np.log(6.4) / 27))


def hertz(m):
    return np.where(m < 15, m * (200 / 3), 1000 * np.exp((np.log(6.4) / 27) * (m - 15)))


def filters(bands, bins, low, high):
    edges = hertz(np.linspace(mel(np.array(low)), mel(np.array(high)), bands + 2))
    f = np.linspace(0, RATE / 2, bins)
    up = (f - edges[:-2, None]) / np.diff(edges)[:-1, None]
    down = (edges[2:, None] - f) / np.diff(edges)[1:, None]
    return np.maximum(0, np.minimum(up, down)) * (2 / (edges[2:] - edges[:-2]))[:, None]


def decibels(s):
    d = 10 * np.log10(np.maximum(1e-10, s))
    return np.maximum(d, d.max() - 80)


def resample(x, old, new):
    g = np.gcd(old, new)
    old, new = old // g, new // g
    base = min(old, new) * 0.99
    width = int(np.ceil(6 * old / base))
    idx = np.arange(-width, width + old) / old
    t = np.clip((np.arange(0, -new, -1)[:, None] / new + idx) * base, -6, 6)
    kernels = np.cos(t * np.pi / 6 / 2) ** 2 * np.sinc(t) * base / old
    padded = np.pad(x, (width, width + old))
    rows = [kernels @ padded[i:i + kernels.shape[1]] for i in range(0, len(x), old) if i + kernels.shape[1] <= len(padded)]
    return np.concatenate(rows)[:int(np.ceil(new * len(x) / old))]


s = power(samples, 200, 80)
m = s @ filters(20, s.shape[1], 50, 3500).T
c = dct(decibels(m), type=2, axis=1, norm='ortho')[:, :13]
with open('spectra.txt', 'w') as out:
    for name, values in [('POWER', s), ('MEL', m), ('MFCC', c), ('resampled', resample(samples, 8000, 11025)),
                         ('lowered', resample(samples, 8000, 3000))]:
        flat = values.ravel()
        picked = flat[::37]
        out.write(name + ' ' + str(len(flat)) + ' ' + ' '.join(f'{v:.9g}' for v in picked) + '\n')
