"""The voice's model with products in the place of convolutions: not one sample may differ."""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from booklet.formats.audio.convolutions import as_products, has_vnni, quickest
from booklet.formats.audio.voice import Kokoro

CHANNELS, OUT, TIME = 3, 5, 40


def made_model(reach: int, **said: object) -> bytes:
    """Return a model that is one convolution of bytes; all its numbers are the same in each run."""
    numbers = np.random.default_rng(reach)
    constants = [
        numpy_helper.from_array(numbers.integers(0, 256, (OUT, CHANNELS, reach), np.uint8), "weight"),
        numpy_helper.from_array(np.uint8(131), "zero"),
        numpy_helper.from_array(np.uint8(120), "zero_in"),
    ]
    node = helper.make_node("ConvInteger", ["in", "weight", "zero_in", "zero"], ["out"], name="one", **said)
    came_in = helper.make_tensor_value_info("in", TensorProto.UINT8, [1, CHANNELS, "time"])
    went_out = helper.make_tensor_value_info("out", TensorProto.INT32, [1, OUT, "moments"])
    graph = helper.make_graph([node], "made", [came_in], [went_out], constants)
    opset = [helper.make_opsetid("", 20)]
    return helper.make_model(graph, opset_imports=opset, ir_version=9).SerializeToString()


def operators(model: bytes) -> set[str]:
    return {node.op_type for node in onnx.load_model_from_string(model).graph.node}


def result(model: bytes) -> np.ndarray:
    """Return what a model gives by the definition of its operators, on whatever processor."""
    came_in = np.random.default_rng(1).integers(0, 256, (1, CHANNELS, TIME), np.uint8)
    (went_out,) = ReferenceEvaluator(onnx.load_model_from_string(model)).run(None, {"in": came_in})
    return went_out


@pytest.mark.parametrize(
    ("reach", "said"),
    [
        (1, {}),
        (3, {"pads": [1, 1]}),
        (3, {"pads": [0, 0]}),
        (7, {"pads": [9, 9], "dilations": [3]}),
        (11, {"pads": [5, 2], "strides": [1], "group": 1, "auto_pad": "NOTSET"}),
    ],
)
def test_a_product_gives_the_same_numbers(reach, said):
    model = made_model(reach, **said)
    product = as_products(model)
    assert "MatMulInteger" in operators(product) and "ConvInteger" not in operators(product)
    assert np.array_equal(result(model), result(product))


@pytest.mark.parametrize("said", [{"strides": [2]}, {"auto_pad": "SAME_UPPER"}])
def test_another_convolution_stays_as_it_is(said):
    model = made_model(3, **said)
    assert operators(as_products(model)) == {"ConvInteger"}
    assert np.array_equal(result(model), result(as_products(model)))


def test_the_voice_speaks_the_same_samples_in_the_form_that_this_processor_gets():
    tokens = np.array([[0, *np.random.default_rng(1).integers(1, 100, 20), 0]], dtype=np.int64)
    given = {"tokens": tokens, "style": Kokoro("bf_emma")._styles[20], "speed": np.array([1], dtype=np.float32)}
    model = Kokoro._model()
    spoken, quickly = (
        onnxruntime.InferenceSession(one, providers=["CPUExecutionProvider"]).run(None, given)[0]
        for one in (model, quickest(model))
    )
    assert spoken.size > Kokoro.rate and np.abs(spoken).max() > 0.1
    assert np.array_equal(spoken, quickly)


@pytest.mark.parametrize(
    ("flags", "quick"),
    [("sse4_2 avx2 avx512f avx512_vnni", True), ("avx2 avx_vnni", True), ("sse4_2 avx2 avx512f", False), ("", False)],
)
def test_only_a_processor_that_loses_nothing_is_asked_for_products(tmp_path, flags, quick):
    described = tmp_path / "cpuinfo"
    described.write_text(f"processor\t: 0\nflags\t\t: {flags}\n", encoding="utf-8")
    assert has_vnni(described) is quick


def test_a_processor_that_is_not_described_is_not_asked(tmp_path):
    assert not has_vnni(tmp_path / "nothing")
