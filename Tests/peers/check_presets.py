"""Compares `fpaudit round --preset` with the software that each preset describes, code by code.

    check_presets.py --fpaudit PATH [--presets torch,ml_dtypes]

Inputs are binary32 bit patterns: every upper half with lower halves of 0, 1, 0x8000 and 0xFFFF, so
that every code of a 16-bit format, every tie of a narrower one, every kind of NaN and both ends of
every range are among them. NumPy and ml_dtypes are required; PyTorch and ONNX are asked where they
can be imported, and `torch` or `torch-2.12` by their version. FP64 inputs show that a preset
rounds twice where its stack does.

The exit code is 0 if all codes agree, 1 if any does not, 2 if the comparison could not be made.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import warnings
from collections.abc import Callable

import ml_dtypes
import numpy as np

Cast = Callable[[np.ndarray], np.ndarray]
Stacks = dict[str, tuple[str, dict[str, Cast]]]
LOWER_HALVES = (0, 1, 0x8000, 0xFFFF)

ML_DTYPES = {
    "bf16": ml_dtypes.bfloat16,
    "e5m2": ml_dtypes.float8_e5m2,
    "e4m3fn": ml_dtypes.float8_e4m3fn,
    "e4m3": ml_dtypes.float8_e4m3,
    "e4m3fnuz": ml_dtypes.float8_e4m3fnuz,
    "e5m2fnuz": ml_dtypes.float8_e5m2fnuz,
    "e4m3b11fnuz": ml_dtypes.float8_e4m3b11fnuz,
    "e3m4": ml_dtypes.float8_e3m4,
    "e3m2fn": ml_dtypes.float6_e3m2fn,
    "e2m3fn": ml_dtypes.float6_e2m3fn,
    "e2m1fn": ml_dtypes.float4_e2m1fn,
    "e8m0fnu": ml_dtypes.float8_e8m0fnu,
}
TORCH = {
    "bf16": "bfloat16",
    "fp16": "float16",
    "e5m2": "float8_e5m2",
    "e4m3fn": "float8_e4m3fn",
    "e4m3fnuz": "float8_e4m3fnuz",
    "e5m2fnuz": "float8_e5m2fnuz",
    "e8m0fnu": "float8_e8m0fnu",
}
ONNX = {
    "e4m3fn": "FLOAT8E4M3FN",
    "e5m2": "FLOAT8E5M2",
    "e4m3fnuz": "FLOAT8E4M3FNUZ",
    "e5m2fnuz": "FLOAT8E5M2FNUZ",
}


def codes(values: np.ndarray) -> np.ndarray:
    """The bit patterns of an array of 8 or 16-bit values."""
    return values.view({1: np.uint8, 2: np.uint16, 4: np.uint32}[values.itemsize]).astype(np.int64)


def numpy_cast(dtype: type) -> Cast:
    return lambda values: codes(values.astype(dtype))


def torch_stacks() -> Stacks:
    try:
        import torch
    except (ImportError, ValueError, OSError):
        return {}
    name = "torch" if tuple(map(int, torch.__version__.split(".")[:2])) >= (2, 13) else "torch-2.12"

    def cast(dtype: str) -> Cast:
        def run(values: np.ndarray) -> np.ndarray:
            result = torch.from_numpy(values).to(getattr(torch, dtype))
            return codes(result.view(torch.uint8).numpy().view(f"u{result.itemsize}"))

        return run

    casts = {fmt: cast(dtype) for fmt, dtype in TORCH.items()}
    stacks: Stacks = {name: (f"PyTorch {torch.__version__}", casts)}
    if torch.backends.cpu.get_cpu_capability() != "DEFAULT":
        stacks["f16c"] = ("F16C by PyTorch", {"fp16": casts["fp16"]})
    return stacks


def onnx_stacks() -> Stacks:
    try:
        import onnx
        from onnx.reference import ReferenceEvaluator
    except ImportError:
        return {}
    helper, types = onnx.helper, onnx.TensorProto

    def cast(fmt: str, saturate: int) -> Cast:
        target = getattr(types, ONNX[fmt])

        def run(values: np.ndarray) -> np.ndarray:
            node = helper.make_node("Cast", ["x"], ["y"], to=target, saturate=saturate)
            source = types.DOUBLE if values.dtype == np.float64 else types.FLOAT
            graph = helper.make_graph(
                [node],
                "cast",
                [helper.make_tensor_value_info("x", source, [None])],
                [helper.make_tensor_value_info("y", target, [None])],
            )
            model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 25)])
            return codes(ReferenceEvaluator(model).run(None, {"x": values})[0])

        return run

    words = f"ONNX {onnx.__version__}, reference evaluator"
    return {
        "onnx-reference": (words, {fmt: cast(fmt, 1) for fmt in ONNX}),
        "onnx-nosaturate": (words, {fmt: cast(fmt, 0) for fmt in ONNX}),
    }


def stacks() -> Stacks:
    return {
        "ml_dtypes": (
            f"ml_dtypes {ml_dtypes.__version__}",
            {name: numpy_cast(dtype) for name, dtype in ML_DTYPES.items()},
        ),
        "numpy": (f"NumPy {np.__version__}", {"fp16": numpy_cast(np.float16)}),
        **torch_stacks(),
        **onnx_stacks(),
    }


def binary32_inputs() -> np.ndarray:
    upper = np.arange(1 << 16, dtype=np.uint32) << 16
    return np.concatenate([upper | lower for lower in LOWER_HALVES]).astype(np.uint32)


def binary64_inputs() -> np.ndarray:
    """Each binary32 value of short significand, its neighbours, and what rounds to it."""
    upper = (np.arange(1 << 16, dtype=np.uint32) << 16).view(np.float32)
    values = upper[np.isfinite(upper)].astype(np.float64).view(np.uint64)
    return np.concatenate([values, values + 1, values - 1, values + (1 << 25)]).astype(np.uint64)


def of_fpaudit(tool: str, preset: str, formats: list[str], source: str, bits: np.ndarray):
    """The codes that fpaudit gives, one column a format."""
    command = [tool, "round", "-", "--bits", "--from", source, "--to", ",".join(formats)]
    command += ["--preset", preset, "--csv", "-"]
    text = "\n".join(f"{value:x}" for value in bits.tolist())
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"check_presets: {done.stderr.strip()}")
    lines = done.stdout.split("\n")[1:-1]
    column = [int(line.split(",")[4], 16) for line in lines]
    return np.array(column, dtype=np.int64).reshape(len(bits), len(formats))


def check(tool: str, preset: str, words: str, casts: dict[str, Cast], bits: np.ndarray) -> int:
    """Prints what differs, and gives the number of codes that do."""
    source = "fp32" if bits.dtype == np.uint32 else "fp64"
    values = bits.view(np.float32 if source == "fp32" else np.float64)
    ours = of_fpaudit(tool, preset, list(casts), source, bits)
    total = 0
    for column, (name, cast) in enumerate(casts.items()):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = cast(values)
        wrong = np.flatnonzero(ours[:, column] != theirs)
        total += len(wrong)
        for place in wrong[:5]:
            print(
                f"  {preset} {source} -> {name}: {bits[place]:x} gives {theirs[place]:x}, "
                f"the preset {ours[place, column]:x} ({len(wrong)} such)"
            )
    print(
        f"{preset}: {words}, {source} -> {', '.join(casts)}: "
        f"{len(bits)} inputs each, {total} mismatches"
    )
    return total


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--fpaudit", required=True)
    parser.add_argument("--presets", help="separated by commas; all by default")
    options = parser.parse_args()
    wanted = options.presets.split(",") if options.presets else None
    mismatches = 0
    for preset, (words, casts) in stacks().items():
        if wanted and preset not in wanted:
            continue
        for bits in (binary32_inputs(), binary64_inputs()):
            mismatches += check(options.fpaudit, preset, words, casts, bits)
    return 1 if mismatches else 0


if __name__ == "__main__":
    sys.exit(main())
