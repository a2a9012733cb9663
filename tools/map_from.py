#!/usr/bin/python3
"""Makes a map for `attractors --map` from a network in another format.

What is looked for, by name (a dot or a slash may stand before it, as in rnn.weight_hh_l0):

  PyTorch (.pt, .pth)   a state dict, or a module's `state_dict`: nn.RNN (weight_hh_l0, bias_ih_l0, bias_hh_l0,
                        weight_ih_l0 with --input), nn.RNNCell (weight_hh, bias_ih, bias_hh, weight_ih)
  .npz, .mat, folder    arrays W (or weight_hh..., as above), b, and if they are there U with x, leak, diagonal,
  of .npy, of .csv      or W1, W2, b1, b2, diagonal; any of them can be named with --use PART=NAME
  .npy, .csv            W alone; b (and others) from files of their own with --use b=FILE

Nothing is guessed: the activation is told or stands in the file, and shapes must fit.  The map is
written as text, or as HDF5 where OUT ends in .h5.

Examples:
  tools/map_from.py net.pt --activation tanh | build/bin/attractors --map - --starts 100
  tools/map_from.py net.npz --activation relu --leak 0.1 --out net.map
  tools/map_from.py W.csv --use b=b.csv --activation relu --transpose --out net.h5
"""
import argparse
import os
import sys

import numpy

PARTS = ["W", "b", "U", "x", "input", "leak", "diagonal", "W1", "W2", "b1", "b2"]
ROWS = ["b", "x", "input", "leak", "diagonal", "b1", "b2"]
RECURRENT = ["weight_hh_l0", "weight_hh"]
BIASES = [("bias_ih_l0", "bias_hh_l0"), ("bias_ih", "bias_hh")]
INPUT = ["weight_ih_l0", "weight_ih"]


class Refused(Exception):
    """One line that says what is wrong and what would be right."""


def shape_of(array):
    return " x ".join(str(size) for size in array.shape) or "one number"


def read_text(path):
    """Numbers in lines, separated by commas, semicolons or blanks."""
    rows = []
    with open(path, encoding="utf-8-sig") as stream:
        for number, line in enumerate(stream, 1):
            line = line.split("#")[0].strip()
            if not line:
                continue
            marks = [mark for mark in ";," if mark in line]
            if len(marks) > 1:
                raise Refused(f"{path}:{number}: both ',' and ';' stand in this line; one kind may separate numbers")
            fields = line.split(marks[0]) if marks else line.split()
            try:
                rows.append([float(field) for field in fields])
            except ValueError as why:
                raise Refused(f"{path}:{number}: {why}; a line of numbers is needed (no header)") from None
            if len(rows[-1]) != len(rows[0]):
                raise Refused(f"{path}:{number}: has {len(rows[-1])} numbers, the first row {len(rows[0])}")
    if not rows:
        raise Refused(f"{path}: holds no numbers")
    return numpy.array(rows)


def read_torch(path):
    try:
        import torch
    except ImportError:
        raise Refused(f"{path}: PyTorch is needed to read it (Debian: python3-torch)") from None
    try:
        content = torch.load(path, map_location="cpu")
    except Exception as why:  # whatever pickle or torch finds
        raise Refused(f"{path}: PyTorch cannot read it: {str(why).splitlines()[0]}") from None
    if isinstance(content, dict) and isinstance(content.get("state_dict"), dict):
        content = content["state_dict"]
    if hasattr(content, "state_dict"):
        content = content.state_dict()
    if not isinstance(content, dict):
        raise Refused(f"{path}: holds a {type(content).__name__}; a state dict is needed")
    return {name: value.detach().double().numpy() for name, value in content.items() if hasattr(value, "detach")}


def read_mat(path):
    import scipy.io

    try:
        return {name: value for name, value in scipy.io.loadmat(path).items() if not name.startswith("__")}
    except NotImplementedError:  # version 7.3 is HDF5, with matrices transposed
        import h5py

        with h5py.File(path, "r") as stream:
            found = {}
            for name, data in stream.items():
                if isinstance(data, h5py.Dataset) and data.attrs.get("MATLAB_class") == b"char":
                    found[name] = numpy.array(["".join(chr(c) for c in data[()].ravel())])
                elif isinstance(data, h5py.Dataset):
                    found[name] = data[()].T
            return found


def read_arrays(path):
    """The named arrays of a file; one without names is W."""
    if os.path.isdir(path):
        found = {}
        for entry in sorted(os.listdir(path)):
            name, kind = os.path.splitext(entry)
            if kind in (".npy", ".csv", ".txt"):
                found.update({name: array for array in read_arrays(os.path.join(path, entry)).values()})
        if not found:
            raise Refused(f"{path}: holds no .npy or .csv")
        return found
    kind = os.path.splitext(path)[1].lower()
    try:
        if kind == ".npz":
            with numpy.load(path, allow_pickle=False) as stream:
                return {name: stream[name] for name in stream.files}
        if kind == ".npy":
            return {"W": numpy.load(path, allow_pickle=False)}
        if kind == ".mat":
            return read_mat(path)
        if kind in (".csv", ".txt", ".tsv"):
            return {"W": read_text(path)}
        if kind in (".pt", ".pth"):
            return read_torch(path)
    except Refused:
        raise
    except Exception as why:  # damaged files raise whatever their reader stumbles over
        raise Refused(f"{path}: cannot be read as {kind}: {(str(why) or type(why).__name__).splitlines()[0]}") from None
    raise Refused(f"{path}: ends in '{kind}'; .npz, .npy, .mat, .csv, .pt or .pth is accepted")


def numbers(name, array):
    """The array as finite doubles; ROWS as rows."""
    array = numpy.asarray(array)
    if array.dtype.kind not in "fiub":
        raise Refused(f"{name} holds {array.dtype}, not real numbers")
    array = array.astype(float)
    if array.size == 0 or not numpy.isfinite(array).all():
        raise Refused(f"{name} ({shape_of(array)}) is empty or has numbers that are not finite")
    return array


def ending(arrays, names):
    """The arrays whose names end in one of NAMES, behind a dot or a slash or alone."""
    return [key for key in arrays for name in names if key == name or key.endswith("." + name) or key.endswith("/" + name)]


def only(arrays, names, what):
    keys = ending(arrays, names)
    if len(keys) > 1:
        raise Refused(f"several arrays may be {what}: {', '.join(keys)}; name one with --use")
    return keys[0] if keys else None


def find_recurrent(arrays, parts, said):
    """The parts of a recurrent layer of PyTorch."""
    layers = [key for key in arrays if key.rsplit(".", 1)[-1].startswith("weight_hh_l") and not key.endswith("_l0")]
    if layers:
        raise Refused(f"{layers[0]}: has more than one layer or direction; a map is of one")
    key = only(arrays, RECURRENT, "W")
    if key is None:
        return
    parts.setdefault("W", numbers(key, arrays[key]))
    said.append(f"W from {key}")
    for first, second in BIASES:
        keys = [only(arrays, [name], name) for name in (first, second)]
        if all(keys) and "b" not in parts:
            parts["b"] = numbers(keys[0], arrays[keys[0]]) + numbers(keys[1], arrays[keys[1]])
            said.append(f"b = {keys[0]} + {keys[1]}")
        elif any(keys) and "b" not in parts:
            raise Refused(f"{keys[0] or keys[1]} stands alone; PyTorch has two biases")
    if "b" not in parts and not ending(arrays, ["bias"]):
        parts["b"] = numpy.zeros(parts["W"].shape[0])
        said.append("b = 0 (the layer has no biases)")
    key = only(arrays, INPUT, "U")
    if key is not None and "x" in parts:
        parts.setdefault("U", numbers(key, arrays[key]))
        said.append(f"U from {key}")
    elif key is not None:
        said.append(f"{key} not used, since there is no --input: x = 0")


def find_parts(arrays, options):
    parts, said = {}, []
    for word in options.use:
        part, _, name = word.partition("=")
        if part not in PARTS or not name:
            raise Refused(f"--use '{word}': PART=NAME or PART=FILE, with PART one of {', '.join(PARTS)}")
        if name in arrays:
            parts[part] = numbers(name, arrays[name])
        elif os.path.exists(name):
            read = read_arrays(name)
            if len(read) != 1:
                raise Refused(f"--use '{word}': {name} holds {len(read)} arrays, one is needed")
            parts[part] = numbers(name, *read.values())
        else:
            raise Refused(f"--use '{word}': no array and no file has this name; there are {', '.join(arrays)}")
        said.append(f"{part} from {name}")
    if options.input is not None:
        parts["x"] = numbers("--input", numpy.array(options.input))
    if options.leak is not None:
        parts["leak"] = numbers("--leak", numpy.array(options.leak))
    for part in PARTS:
        if part in arrays and part not in parts:
            parts[part] = numbers(part, arrays[part])
            said.append(part)
    if "W" not in parts and "W1" not in parts:
        find_recurrent(arrays, parts, said)
    if "W" not in parts and "W1" not in parts:
        raise Refused(f"no W among {', '.join(f'{k} ({shape_of(numpy.asarray(v))})' for k, v in arrays.items())}; "
                      "name it with --use W=NAME")
    return parts, said


def find_activation(arrays, options):
    told = None
    if "activation" in arrays:
        told = str(numpy.asarray(arrays["activation"]).ravel()[0])
    if options.activation and told and options.activation != told:
        raise Refused(f"--activation {options.activation}, but the file says '{told}'")
    activation = options.activation or told
    if activation not in ("relu", "tanh"):
        raise Refused(f"activation '{activation}': --activation relu or tanh is needed" if activation
                      else "the activation is not in the file; --activation relu or tanh is needed")
    return activation


def check_shapes(parts, transpose):
    """Turns matrices round if asked, and checks that all fits; (N, H or None)."""
    if transpose:
        for part in ("W", "U", "W1", "W2"):
            if part in parts:
                parts[part] = parts[part].T
    for part in ROWS:
        if part in parts:
            if parts[part].ndim > 2 or parts[part].size != max(parts[part].shape, default=1):
                raise Refused(f"{part} has the shape {shape_of(parts[part])}; one row is needed")
            parts[part] = parts[part].ravel()
    found = ", ".join(f"{part} {shape_of(array)}" for part, array in parts.items())
    main = parts.get("W1", parts.get("W"))
    if main.ndim != 2 or ("W1" not in parts and main.shape[0] != main.shape[1]):
        raise Refused(f"W has the shape {shape_of(main)}; N x N is needed (found: {found})")
    units, hidden = main.shape[0], main.shape[1] if "W1" in parts else None
    needed = {"W1": (units, hidden), "W2": (hidden, units), "b1": (units,), "b2": (hidden,), "W": (units, units),
              "b": (units,), "input": (units,), "diagonal": (units,), "leak": (units,)}
    wanted = ["W1", "W2", "b1", "b2", "diagonal"] if hidden else ["W", "b"]
    for part in wanted:
        if part not in parts:
            raise Refused(f"{part} is missing (found: {found})" + ("; --use b=FILE, or --zero-b for none" if part == "b" else ""))
    if ("U" in parts) != ("x" in parts):
        raise Refused("U stands without x; --input gives it" if "U" in parts else "an input x stands without U")
    if "U" in parts:
        needed["U"] = (units, parts["x"].size)
        needed["x"] = (parts["x"].size,)
    for part, array in parts.items():
        if part == "leak" and array.size == 1:
            continue
        if array.shape != needed[part]:
            round_fits = (array.shape[::-1] == needed[part] if array.ndim == 2
                          else hidden and parts["b1"].size == hidden and parts["b2"].size == units)
            hint = "; --transpose turns the matrices round" if round_fits else ""
            raise Refused(f"{part} has the shape {shape_of(array)}, "
                          f"{' x '.join(str(size) for size in needed[part])} is needed (found: {found}){hint}")
    return units, hidden


def write_text(stream, activation, units, hidden, parts):
    def row(numbers_):
        return " ".join(repr(float(number)) for number in numbers_)

    print(f"activation {activation}\ndimension {units}", file=stream)
    if hidden:
        print(f"hidden {hidden}", file=stream)
    total = parts.get("input", numpy.zeros(units)) + (parts["U"] @ parts["x"] if "U" in parts else 0.0)
    for part in ("W", "W1", "W2"):
        if part in parts:
            print(part, *(row(line) for line in parts[part]), sep="\n", file=stream)
    for part in ("b", "b1", "b2", "leak", "diagonal"):
        if part in parts:
            print(part, row(parts[part]), sep="\n", file=stream)
    if "input" in parts or "U" in parts:
        print("input", row(total), sep="\n", file=stream)


def write_hdf(path, activation, parts):
    import h5py

    with h5py.File(path + ".tmp", "w") as stream:
        stream.attrs["activation"] = activation
        for part, array in parts.items():
            stream[part] = array
    os.replace(path + ".tmp", path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", help="the file, or a folder of .npy or .csv files named after their parts")
    parser.add_argument("--activation", help="relu or tanh, if the file does not say it")
    parser.add_argument("--transpose", action="store_true", help="the file's matrices have column i = weights into unit i")
    parser.add_argument("--use", action="append", default=[], metavar="PART=NAME",
                        help="take PART from the array, or the file, of this name")
    parser.add_argument("--leak", nargs="+", type=float, metavar="A", help="h' = (1 - A) h + A phi(W h + b): one number, or N")
    parser.add_argument("--input", nargs="+", type=float, metavar="X", help="the constant input x, of U x + b")
    parser.add_argument("--zero-b", action="store_true", help="there is no bias: b = 0")
    parser.add_argument("--out", metavar="FILE", help="write the map here (HDF5 if it ends in .h5) and not to standard output")
    options = parser.parse_args()
    try:
        arrays = read_arrays(options.network)
        parts, said = find_parts(arrays, options)
        if options.zero_b and "b" not in parts and "W" in parts:
            parts["b"] = numpy.zeros(parts["W"].shape[0])
        activation = find_activation(arrays, options)
        units, hidden = check_shapes(parts, options.transpose)
        print(f"map_from: {options.network}: {activation}, {units} units"
              + (f", {hidden} hidden" if hidden else "") + "; " + "; ".join(said)
              + ("; matrices transposed" if options.transpose else ""), file=sys.stderr)
        if options.out and options.out.endswith(".h5"):
            write_hdf(options.out, activation, parts)
        elif options.out:
            with open(options.out + ".tmp", "w", encoding="utf-8") as stream:
                write_text(stream, activation, units, hidden, parts)
            os.replace(options.out + ".tmp", options.out)
        else:
            write_text(sys.stdout, activation, units, hidden, parts)
    except Refused as why:
        print(f"map_from: {why}", file=sys.stderr)
        return 2
    except OSError as why:
        print(f"map_from: {why.filename or options.network}: {why.strerror}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
