"""Writes sounds of several digits in a row, each spoken by one person, from the Free Spoken Digit Dataset: make.py RECORDINGS
OUT, a folder of sounds and a table, sequences.csv, of what they say. The same each time. Sequences 0 to 1,799 are of takes 10
and later, the next 225 of takes 5 to 9, the last 225 of takes 0 to 4, the data set's own test."""
import pathlib
import random
import sys
import wave

RATE = 8000
LONGEST = 0.7                                            # seconds of a digit: nearly all are shorter
PARTS = (range(10, 50), 1800), (range(5, 10), 225), (range(0, 5), 225)


def sound(path):
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2), path
        return file.readframes(file.getnframes())


recordings, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
out.mkdir(parents=True, exist_ok=True)
draw = random.Random(1)
rows = []
for takes, count in PARTS:
    spoken = {}
    for path in sorted(recordings.glob("*.wav")):
        digit, speaker, take = path.stem.split("_")
        data = sound(path)
        if int(take) in takes and len(data) <= 2 * LONGEST * RATE:
            spoken.setdefault(speaker, []).append((digit, data))
    for _ in range(count):
        said = [draw.choice(spoken[speaker]) for speaker in [draw.choice(sorted(spoken))] for _ in range(draw.randint(2, 4))]
        pause = [bytes(2 * draw.randrange(RATE // 10)) for _ in said]
        name = f"{len(rows):04d}.wav"
        rows.append(f"{len(rows)},{name},{''.join(digit for digit, _ in said)}\n")
        with wave.open(str(out / name), "wb") as file:
            file.setframerate(RATE)
            file.setnchannels(1)
            file.setsampwidth(2)
            file.writeframes(b"".join(gap + data for gap, (_, data) in zip(pause, said)))
(out / "sequences.csv").write_text("number,file,digits\n" + "".join(rows))
