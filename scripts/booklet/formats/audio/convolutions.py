"""Convolutions of a quantised model as products of matrices: the same samples in less time, where the processor can.

ONNX Runtime takes seven tenths of the time of a sentence for the operator ConvInteger, because it multiplies unsigned by
unsigned bytes there. Intel's and AMD's processors with VNNI multiply unsigned by signed bytes much faster, and ONNX
Runtime uses that for MatMulInteger. Both operators add up whole numbers, so nothing is rounded otherwise.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import NodeProto, TensorProto, helper, numpy_helper

# Between unsigned and signed bytes that stand for the same weights
SHIFT = 128
# "To the end of the axis", for Slice (ONNX operators, Slice-13)
END = np.iinfo(np.int64).max


def quickest(model: bytes) -> bytes:
    """Return the form of a model (ONNX) that this processor runs in the least time, with the same results."""
    return as_products(model) if has_vnni() else model


@cache
def has_vnni(described: Path = Path("/proc/cpuinfo")) -> bool:
    """Return whether the processor adds up products of unsigned and signed bytes in 32 bits (VNNI).

    Others add them up in 16 bits, which can overflow: the voice would sound wrong. `described` is what Linux says of
    the processors; False where it says nothing. Source: OpenVINO documentation, Saturation (overflow) Issue Workaround.
    """
    try:
        words = set(described.read_text(encoding="utf-8", errors="replace").split())
    except OSError:
        return False
    return not words.isdisjoint({"avx512_vnni", "avx_vnni"})


def as_products(model: bytes) -> bytes:
    """Return a model in the form of ONNX with the convolutions of bytes along one axis as products of matrices.

    What comes out of it is the same, number for number. A convolution with steps longer than one, in groups, or with
    weights that are not in the model as unsigned bytes, stays as it is.
    Source: ONNX operators, ConvInteger-10 and MatMulInteger-10.
    """
    whole = onnx.load_model_from_string(model)
    graph = whole.graph
    weights = {one.name: one for one in graph.initializer}
    added: dict[str, TensorProto] = {}
    nodes = [
        other
        for node in graph.node
        for other in (_product(node, weights, added) if _is_simple(node, weights) else [node])
    ]
    used = {name for node in nodes for name in node.input}
    kept = [one for name, one in (weights | added).items() if name in used]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend(kept)
    return whole.SerializeToString()


def _is_simple(node: NodeProto, weights: dict[str, TensorProto]) -> bool:
    """Say whether a node is a convolution that `_product` can write."""
    if node.op_type != "ConvInteger" or len(node.input) != 4:
        return False
    _, weight, _, zero = node.input
    is_byte = [name in weights and weights[name].data_type == TensorProto.UINT8 for name in (weight, zero)]
    said = _attributes(node)
    return (
        all(is_byte)
        and len(weights[weight].dims) == 3
        and not weights[zero].dims
        and said.get("auto_pad", b"NOTSET") == b"NOTSET"
        and said.get("group", 1) == 1
        and said.get("strides", [1]) == [1]
    )


def _product(node: NodeProto, weights: dict[str, TensorProto], added: dict[str, TensorProto]) -> list[NodeProto]:
    """Return the nodes that take the place of a convolution; the constants that they need go into `added`.

    What came in has the shape (1, channels, time). Each moment gets the channels of all moments that the kernel reaches
    from it, one after the other, and they are multiplied by the weights in the same order.
    """
    came_in, weight, zero_in, zero = node.input
    said = _attributes(node)
    spacing, (before, after) = said.get("dilations", [1])[0], said.get("pads", [0, 0])
    kernel = numpy_helper.to_array(weights[weight])
    out, _, reach = kernel.shape
    nodes: list[NodeProto] = []

    def add(operator: str, *names: str, **attributes: Any) -> str:
        name = f"{node.name}_{len(nodes)}"
        nodes.append(helper.make_node(operator, names, [name], name=name, **attributes))
        return name

    def constant(name: str, value: np.ndarray) -> str:
        added.setdefault(name, numpy_helper.from_array(value, name))
        return name

    def number(value: int) -> str:
        return constant(f"number_{value}", np.array([value], np.int64))

    moments = add("Transpose", came_in, perm=[0, 2, 1])
    if before or after:
        pads = constant(f"pads_{before}_{after}", np.array([0, before, 0, 0, after, 0], np.int64))
        moments = add("Pad", moments, pads, zero_in)
    if reach > 1:
        ends = [number((step - reach + 1) * spacing or END) for step in range(reach)]
        shifted = [add("Slice", moments, number(step * spacing), ends[step], number(1)) for step in range(reach)]
        moments = add("Concat", *shifted, axis=2)
    table = constant(f"{weight}_table", _signed(kernel.transpose(2, 1, 0).reshape(-1, out)))
    signed_zero = constant(f"{zero}_signed", _signed(numpy_helper.to_array(weights[zero])))
    product = add("MatMulInteger", moments, table, zero_in, signed_zero)
    nodes.append(helper.make_node("Transpose", [product], node.output, name=f"{node.name}_out", perm=[0, 2, 1]))
    return nodes


def _attributes(node: NodeProto) -> dict[str, Any]:
    """Return what a node says of how its operator works."""
    return {one.name: helper.get_attribute_value(one) for one in node.attribute}


def _signed(values: np.ndarray) -> np.ndarray:
    """Return unsigned bytes as signed ones, each less by 128."""
    return (values.astype(np.int16) - SHIFT).astype(np.int8)
