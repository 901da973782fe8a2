"""Writes small file trees as the producers of gradient dumps write them, into `layouts`.

python3 -m venv v && v/bin/pip install torch numpy safetensors && v/bin/python make_layouts.py

Names of directories and files are those of OLMo-core (`GAPMonitorCallback`, and the older
`GradientDumperCallback`), of TransformerEngine's `DumpTensors`, of Ascend msProbe for PyTorch and
MindSpore, of Megatron-LM's pull request 1794, and of DeepSpeed's and Megatron-LM's checkpoints.
The same seed always gives the same values.
"""

import shutil
import sys
import types
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

ROOT = Path(__file__).parent / "layouts"
RANDOM = np.random.default_rng(5)


def values(*shape):
    return RANDOM.standard_normal(shape).astype(np.float32) * np.float32(1e-3)


def tensor(*shape):
    return torch.from_numpy(values(*shape))


def path(name):
    target = ROOT / name
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def foreign_class(module, name):
    """A class of a package that is not installed, so that pickles name it."""
    parts = module.split(".")
    for end in range(1, len(parts) + 1):
        sys.modules.setdefault(".".join(parts[:end]), types.ModuleType(".".join(parts[:end])))
    cls = type(name, (), {"__module__": module})
    setattr(sys.modules[module], name, cls)
    return cls


def numpy_directories():
    for step in (100, 200):
        for name in ("fc1.weight", "fc1.bias"):
            np.save(path(f"npy/step_{step:06}/{name}.npy"), values(4, 3))


def archives():
    for step in (9, 100):
        np.savez(path(f"archives/grads-{step}.npz"), **{"fc1.weight": values(4, 3), "fc1.bias": values(4)})
        torch.save({"fc1": {"weight": tensor(4, 3)}}, path(f"checkpoints/step_{step:06}.pt"))


def olmo():
    for step in (1, 20):
        for name in ("blocks.0.attention.w_q.weight", "blocks.0.step_norm.weight"):
            sampled = {"gradient": tensor(2, 2)}
            save_file(sampled, path(f"olmo/gradients/step{step}/sampled_gradients/{name}.safetensors"))
            older = f"olmo-older/gradient_dumper/step{step}/sampled_gradients/{name}_first2.safetensors"
            save_file(sampled, path(older))


def transformer_engine():
    module = "transformer_engine.pytorch.tensor.float8_tensor"
    quantized = foreign_class(module, "Float8Tensor")
    make = foreign_class(module, "_make_float8_tensor_in_reduce_ex")
    for rank in range(2):
        for iteration in (0, 100):
            for kind in ("activation", "wgrad"):
                dump = {"high_precision": tensor(4, 4).bfloat16()}
                if kind == "activation":
                    arguments = (torch.zeros(4, 4, dtype=torch.uint8), torch.ones(1))
                    quantized.__reduce__ = lambda self: (make, arguments)
                    dump["quantized"] = quantized()
                name = f"decoder_layers_0_step_2_qkv_{kind}"
                torch.save(dump, path(f"te/tensor_dumps/rank_{rank}/iter_{iteration:06}/{name}.pt"))


def probe():
    """After the reduction, the gradients of parameters are the same on all ranks."""
    for step in (0, 10):
        weight, bias, second = tensor(4, 3), tensor(4), tensor(4, 3)
        for rank in range(2):
            directory = f"msprobe/step{step}/rank{rank}"
            data = f"{directory}/dump_tensor_data"
            torch.save(weight, path(f"{data}/Module.layers.0.fc.Linear.parameters_grad.0.weight.pt"))
            torch.save(bias, path(f"{data}/Module.layers.0.fc.Linear.parameters_grad.0.bias.pt"))
            torch.save(second, path(f"{data}/Module.layers.0.fc.Linear.parameters_grad.1.weight.pt"))
            torch.save(tensor(2, 3), path(f"{data}/Module.layers.0.fc.Linear.forward.0.input.0.pt"))
            for name in ("dump", "stack", "construct"):
                path(f"{directory}/{name}.json").write_text("{}\n")
        data = f"msprobe-mindspore/step{step}/proc4711/dump_tensor_data"
        np.save(path(f"{data}/Cell.network.fc.Dense.parameters_grad.0.weight.npy"), values(4, 3))


def megatron_layers():
    """Megatron-LM's pull request 1794."""
    count = 0
    for iteration in (5, 6):
        for rank in range(2):
            for kind, component in (("attention", "query"), ("linear", "output")):
                for direction in ("forward", "backward"):
                    count += 1
                    name = (
                        f"20250901_1200{count:02}_{count:04}_iter{iteration:03}_{kind}_L3_{direction}"
                        f"_mxfp8_rank{rank:02}_sample000_group000_{component}.pt"
                    )
                    torch.save(tensor(3, 3).bfloat16(), path(f"megatron-layers/{name}"))


def deepspeed():
    scaler = foreign_class("deepspeed.runtime.fp16.loss_scaler", "LossScaler")
    for rank in range(2):
        state = {
            "optimizer_state_dict": {
                "loss_scaler": scaler(),
                "zero_stage": 2,
                "single_partition_of_fp32_groups": [tensor(6)],
                "base_optimizer_state": {"state": {0: {"step": 100, "exp_avg": tensor(6)}}},
            },
            "ds_version": "0.16.0",
        }
        name = f"deepspeed/global_step100/zero_pp_rank_{rank}_mp_rank_00_optim_states.pt"
        torch.save(state, path(name))
    torch.save({"module": {"fc.weight": tensor(3, 4)}}, path("deepspeed/global_step100/mp_rank_00_model_states.pt"))
    for rank in range(3):
        torch.save({"fc.weight": tensor(3, 4)}, path(f"deepspeed-grads/step_000100/rank_{rank}.pt"))


def megatron():
    """Two ranks of tensor parallelism, two of pipelines: other layers in each."""
    for tensor_rank in range(2):
        for pipeline_rank in range(2):
            model = {"language_model": {"encoder": {f"layers.{pipeline_rank}.mlp.weight": tensor(2, 4)}}}
            directory = f"megatron/iter_0000100/mp_rank_{tensor_rank:02}_{pipeline_rank:03}"
            torch.save({"model": model, "iteration": 100}, path(f"{directory}/model_optim_rng.pt"))


def scales():
    """Loss scales that files tell."""
    for step, scale in ((1, 65536.0), (2, 32768.0)):
        gradient = tensor(200)
        name = f"scaled/step_{step}.safetensors"
        save_file({"w": gradient * scale}, path(name), metadata={"loss_scale": str(scale)})
    np.savez(path("scaled-npz/step_1.npz"), w=values(200) * np.float32(1000), loss_scale=1000)
    torch.save(
        {"w": tensor(200) * 1024, "loss_scale": torch.tensor(1024.0)}, path("scaled-pt/step_1.pt"))


if __name__ == "__main__":
    shutil.rmtree(ROOT, ignore_errors=True)
    for make in (
        numpy_directories, archives, olmo, transformer_engine, probe, megatron_layers, deepspeed,
        megatron, scales,
    ):
        make()
