"""Maps from every format that tools/map_from.py reads: W, b and the rest must come out as they went in, through
text and through HDF5, and what does not fit must be named."""
import os
import subprocess
import sys
import tempfile

import h5py
import numpy
import scipy.io

ROOT = os.getcwd()
TOOL = os.path.join(ROOT, "tools/map_from.py")
BIN = os.environ.get("BIN") or os.path.join(ROOT, "build/bin")
PYTHON = "/usr/bin/python3"
faults, passed, skipped = [], 0, []
random = numpy.random.default_rng(20251011)
N = 5
W, b, x = random.normal(size=(N, N)), random.normal(size=N), random.normal(size=3)
U, leak, D = random.normal(size=(N, 3)), random.uniform(0.1, 1, size=N), random.uniform(-0.9, 0.9, size=N)
W1, W2, b2 = random.normal(size=(N, 7)), random.normal(size=(7, N)), random.normal(size=7)


def call(*words):
    done = subprocess.run([PYTHON, "-B", TOOL, *map(str, words)], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def parse(text):
    """The words of a map's text with their numbers."""
    found, word = {}, None
    for line in text.splitlines():
        fields = line.split()
        if fields[0] in ("activation", "dimension", "hidden"):
            found[fields[0]] = fields[1]
        elif fields[0][0].isalpha():
            word = fields[0]
            found[word] = []
        else:
            found[word].append([float(field) for field in fields])
    return {k: v if isinstance(v, str) else numpy.squeeze(numpy.array(v)) for k, v in found.items()}


def check(good, what):
    global passed
    if good:
        passed += 1
    else:
        faults.append(what)


def comes_out(what, words, **expected):
    """As text, the same numbers; as HDF5, the same labels as from the text."""
    status, text, said = call(*words)
    if status:
        faults.append(f"{what}: {said}")
        return
    found = parse(text)
    for name, value in expected.items():
        check(name in found and (found[name] == value if isinstance(value, str)
                                 else numpy.array_equal(found[name], value)), f"{what}: {name}\n{text}")
    extra = set(found) - set(expected) - {"dimension", "hidden", "activation"}
    check(not extra, f"{what}: also {extra}")
    check(call(*words, "--out", "out.h5")[0] == 0, f"{what}: --out out.h5")
    labels = [subprocess.run([os.path.join(BIN, "attractors"), "--map", name, "--orbits", "1"], input=given,
                             capture_output=True, text=True, check=False)
              for name, given in (("-", text), ("out.h5", None))]
    check(labels[0].returncode == 0 and labels[0].stdout == labels[1].stdout,
          f"{what}: text and HDF5 differ: {labels[0].stderr}{labels[1].stderr}")


def refused(words, saying):
    status, text, said = call(*words)
    check(status == 2 and saying in said and said.count("\n") == 1 and not text,
          f"{' '.join(map(str, words))}: status {status}, not '{saying}': {said}")


def test_numpy():
    numpy.savez("plain.npz", W=W, b=b)
    comes_out("npz", ["plain.npz", "--activation", "relu"], W=W, b=b, activation="relu")
    comes_out("transposed", ["plain.npz", "--activation", "tanh", "--transpose"], W=W.T, b=b, activation="tanh")
    comes_out("leak", ["plain.npz", "--activation", "relu", "--leak", "0.25"], W=W, b=b, leak=numpy.array(0.25))
    numpy.savez_compressed("all.npz", W=W.astype("f4"), b=b.astype("f4").reshape(N, 1), leak=leak, U=U, x=x, activation="tanh")
    comes_out("npz with input", ["all.npz"], W=W.astype("f4").astype(float), b=b.astype("f4").astype(float), leak=leak,
              input=U @ x, activation="tanh")
    numpy.savez("shallow.npz", W1=W1, W2=W2, b1=b, b2=b2, diagonal=D)
    comes_out("shallow", ["shallow.npz", "--activation", "relu"], W1=W1, W2=W2, b1=b, b2=b2, diagonal=D)
    numpy.savez("shallow_t.npz", W1=W1.T, W2=W2.T, b1=b, b2=b2, diagonal=D)
    comes_out("shallow, transposed", ["shallow_t.npz", "--activation", "relu", "--transpose"], W1=W1, W2=W2, b1=b, b2=b2,
              diagonal=D)
    numpy.save("W.npy", W)
    numpy.save("bias.npy", b)
    comes_out("npy", ["W.npy", "--use", "b=bias.npy", "--activation", "relu"], W=W, b=b)
    comes_out("no bias", ["W.npy", "--zero-b", "--activation", "relu"], W=W, b=numpy.zeros(N))
    os.mkdir("folder")
    numpy.save("folder/W.npy", W)
    numpy.savetxt("folder/b.csv", b)
    comes_out("folder", ["folder", "--activation", "relu"], W=W, b=b)
    numpy.savez("named.npz", recurrent=W, bias=b)
    comes_out("named", ["named.npz", "--use", "W=recurrent", "--use", "b=bias", "--activation", "relu"], W=W, b=b)
    refused(["plain.npz"], "the activation is not in the file")
    refused(["plain.npz", "--activation", "gelu"], "activation 'gelu'")
    refused(["all.npz", "--activation", "relu"], "but the file says 'tanh'")
    refused(["named.npz", "--activation", "relu"], "no W among recurrent (5 x 5), bias (5)")
    refused(["named.npz", "--use", "W=recurent", "--activation", "relu"], "no array and no file has this name; there are recurrent, bias")
    refused(["W.npy", "--activation", "relu"], "b is missing (found: W 5 x 5)")
    refused(["shallow_t.npz", "--activation", "relu"], "--transpose turns the matrices round")
    numpy.savez("bad.npz", W=W[:, :4], b=b)
    refused(["bad.npz", "--activation", "relu"], "W has the shape 5 x 4; N x N is needed")
    numpy.savez("bad.npz", W=W, b=b[:4])
    refused(["bad.npz", "--activation", "relu"], "b has the shape 4, 5 is needed (found: W 5 x 5, b 4)")
    numpy.savez("bad.npz", W=W * numpy.nan, b=b)
    refused(["bad.npz", "--activation", "relu"], "not finite")
    numpy.savez("bad.npz", W=W.astype(complex), b=b)
    refused(["bad.npz", "--activation", "relu"], "W holds complex128")
    numpy.savez("bad.npz", W=W, b=b, U=U)
    refused(["bad.npz", "--activation", "relu"], "U stands without x; --input gives it")
    numpy.savez("bad.npz", W=W, b=b, leak=leak[:2])
    refused(["bad.npz", "--activation", "relu"], "leak has the shape 2, 5 is needed")
    refused(["nowhere.npz", "--activation", "relu"], "nowhere.npz")
    refused(["plain.pkl", "--activation", "relu"], "ends in '.pkl'")
    whole = open("plain.npz", "rb").read()
    for length in range(0, len(whole), 97):  # cut short at every length
        with open("cut.npz", "wb") as stream:
            stream.write(whole[:length])
        refused(["cut.npz", "--activation", "relu"], "cut.npz") if length % 291 == 0 else None


def test_text():
    numpy.savetxt("W.csv", W, delimiter=",", fmt="%.17g")
    with open("b.csv", "w", encoding="utf-8-sig", newline="\r\n") as stream:
        stream.write("; ".join(repr(float(v)) for v in b))
    comes_out("csv", ["W.csv", "--use", "b=b.csv", "--activation", "relu"], W=W, b=b)
    for text, saying in (("1,2\n3\n", ":2: has 1 numbers, the first row 2"), ("a,b\n1,2\n3,4\n", "bad.csv:1: could not"),
                         ("", "holds no numbers"), ("1,2;3\n", "both ',' and ';'")):
        with open("bad.csv", "w", encoding="utf-8") as stream:
            stream.write(text)
        refused(["bad.csv", "--activation", "relu"], saying)


def test_matlab():
    scipy.io.savemat("five.mat", {"W": W, "b": b.reshape(-1, 1), "activation": "tanh"})
    comes_out("mat", ["five.mat"], W=W, b=b, activation="tanh")
    with h5py.File("seven.mat", "w", userblock_size=512) as stream:
        for name, value in (("W", W), ("b", b.reshape(-1, 1))):
            stream[name] = value.T  # as MATLAB writes them
            stream[name].attrs["MATLAB_class"] = numpy.bytes_("double")
    with open("seven.mat", "r+b") as stream:
        stream.write(b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM")
    comes_out("mat 7.3", ["seven.mat", "--activation", "relu"], W=W, b=b)
    done = subprocess.run([os.path.join(BIN, "attractors"), "--map", "seven.mat", "--starts", "1"], capture_output=True, text=True,
                          check=False)
    check(done.returncode == 2 and ("MATLAB" in done.stderr or "activation" in done.stderr), f"seven.mat as a map: {done.stderr}")


def test_torch():
    try:
        import torch
    except ImportError:
        skipped.append("PyTorch's state dicts: there is no PyTorch here")
        return
    torch.manual_seed(1)
    layer = torch.nn.RNN(3, N)
    cell = torch.nn.RNNCell(3, N, nonlinearity="relu")

    def exact(tensor):
        return tensor.detach().double().numpy()

    both = exact(layer.bias_ih_l0) + exact(layer.bias_hh_l0)
    torch.save(layer.state_dict(), "rnn.pt")
    comes_out("nn.RNN", ["rnn.pt", "--activation", "tanh"], W=exact(layer.weight_hh_l0), b=both)
    comes_out("nn.RNN with input", ["rnn.pt", "--activation", "tanh", "--input", *x], W=exact(layer.weight_hh_l0), b=both,
              input=exact(layer.weight_ih_l0) @ x)
    # One step of the layer itself is one step of the map.
    h = torch.randn(1, 1, N)
    step = layer(torch.tensor(x).float().reshape(1, 1, 3), h)[1].detach().numpy().ravel()
    ours = numpy.tanh(exact(layer.weight_hh_l0) @ h.numpy().ravel() + both + exact(layer.weight_ih_l0) @ x)
    check(numpy.allclose(step, ours, atol=1e-6), "nn.RNN: its own step is another")
    torch.save({"epoch": 3, "state_dict": {"net.cell." + k: v for k, v in cell.state_dict().items()}}, "cell.pt")
    comes_out("nn.RNNCell, leaky", ["cell.pt", "--activation", "relu", "--leak", "0.1"], W=exact(cell.weight_hh),
              b=exact(cell.bias_ih) + exact(cell.bias_hh), leak=numpy.array(0.1))
    torch.save(torch.nn.RNN(3, N, bias=False).state_dict(), "bare.pt")
    check(numpy.array_equal(parse(call("bare.pt", "--activation", "tanh")[1]).get("b"), numpy.zeros(N)), "nn.RNN without bias")
    torch.save(torch.nn.RNN(3, N, num_layers=2).state_dict(), "two.pt")
    refused(["two.pt", "--activation", "tanh"], "more than one layer")
    torch.save(torch.nn.LSTM(3, N).state_dict(), "lstm.pt")
    refused(["lstm.pt", "--activation", "tanh"], "W has the shape 20 x 5; N x N is needed")
    torch.save([1, 2], "list.pt")
    refused(["list.pt", "--activation", "tanh"], "holds a list; a state dict is needed")
    with open("bad.pt", "wb") as stream:
        stream.write(b"no pickle")
    refused(["bad.pt", "--activation", "tanh"], "PyTorch cannot read it")


def main():
    check("Examples:" in call("--help")[1], "--help")
    for test in (test_numpy, test_text, test_matlab, test_torch):
        test()
    print("\n".join(faults))
    for line in skipped:
        print(f"[  SKIPPED ] 1 test(s): {line}")
    if not faults:
        print(f"{passed} comparisons\n[  PASSED  ] 1 test(s).")
    return len(faults) > 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as here:
        os.chdir(here)
        sys.exit(main())
