"""The diagram of the graduated approach: one structured list, given the classes with which CSS draws it."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from booklet.errors import BookletError
from booklet.markdown.letters import ON_SCREEN
from booklet.source.front_matter import STAGES

SHAPE = "See “The diagram” in handbook/editing.md for the list it expects."


def _wrong(problem: str) -> BookletError:
    return BookletError(f"The diagram {problem}.", SHAPE)


def _is_strong(element: Element) -> bool:
    """Say whether an element is a paragraph that is bold as a whole."""
    return (
        element.tag == "p"
        and len(element) == 1
        and element[0].tag == "strong"
        and not (element.text or "").strip()
        and not (element[0].tail or "").strip()
    )


def _div(name: str, *children: Element, tag: str = "div", **attributes: str) -> Element:
    box = Element(tag, {"class": name, **attributes})
    box.extend(children)
    return box


def _list(element: Element, name: str) -> None:
    # Safari drops the list role of a list without markers
    element.attrib.update({"class": name, "role": "list"})


def _label(element: Element, name: str) -> None:
    """Make a paragraph the label of a box: it is no paragraph, and no heading of the page either."""
    element.tag = "div"
    element.set("class", name)


def _stage(item: Element, stage: str, number: int) -> None:
    name, *texts = list(item)
    if name.find("a") is None or not texts:
        raise _wrong(f"has no link or no words for stage {number}")
    item.attrib.update({"class": f"stage {stage}", "id": f"stage-{stage}"})
    _label(name, "name")
    mark = Element("span", {"class": "n"})
    mark.text, mark.tail, name.text = str(number), " ", ""
    # The number is outside the link: a span in a link fails PDF/UA-1 7.18.5
    name.insert(0, mark)


def _cycle(item: Element, ring: Element) -> None:
    """Hub, ring of four stages, and the question with its answers."""
    answers = item.find("ul")
    children = list(item)
    stages = ring.findall("li")
    if len(stages) != len(STAGES):
        raise _wrong(f"has {len(stages)} stages instead of four")
    if answers is None or len(answers.findall("li")) != 2:
        raise _wrong("has no list of two answers after the stages")
    hub = children[: children.index(ring)]
    question = children[children.index(ring) + 1 : children.index(answers)]
    again = children[children.index(answers) + 1 :]
    if not hub or not _is_strong(hub[0]) or len(question) != 1 or not _is_strong(question[0]) or len(again) != 1:
        raise _wrong("needs a bold name, the stages, one bold question, two answers and the way back")
    _label(hub[0], "big")
    _list(ring, "ring")
    for number, (stage, element) in enumerate(zip(STAGES, stages, strict=True), 1):
        _stage(element, stage, number)
    _label(question[0], "question")
    # The style draws the question boldly as a whole
    question[0].text = question[0][0].text
    question[0].remove(question[0][0])
    _list(answers, "answers")
    for name, answer in zip(("yes", "no"), answers.findall("li"), strict=True):
        if not len(answer) or not _is_strong(answer[0]):
            raise _wrong("needs a bold word first in each answer")
        answer.set("class", name)
        _label(answer[0], "big")
    again[0].set("class", "again")
    for back in again[0].iter("a"):
        # On paper the reader sees the stage and the arrow that leads back to it
        back.set("class", ON_SCREEN)
    for child in children:
        item.remove(child)
    item.set("class", "cycle")
    item.append(_div("circle", _div("hub", *hub), ring))
    item.append(_div("ask", question[0], answers, again[0]))


def _step(item: Element, last: bool) -> None:
    """A box, with the condition that leads to it before it."""
    children = list(item)
    strong = next((i for i, child in enumerate(children) if _is_strong(child)), None)
    if strong is None:
        raise _wrong("has a step without a bold line")
    for child in children:
        item.remove(child)
    item.set("class", "step end" if last else "step")
    for condition in children[:strong]:
        condition.set("class", "when")
        item.append(condition)
    item.append(_div("what", *children[strong:]))


def draw_approach(box: Element) -> Element:
    """Return the diagram's markup for the paragraph and the ordered list in `box`.

    Raises BookletError where the list does not have the diagram's shape.
    """
    band, path = box.find("p"), box.find("ol")
    if band is None or path is None:
        raise _wrong("needs a paragraph and a numbered list")
    band.attrib.update({"class": "approach-band", "id": "approach-band"})
    _list(path, "approach-path")
    path.set("aria-labelledby", "approach-band")
    items = path.findall("li")
    if sum(item.find("ol") is not None for item in items) != 1:
        raise _wrong("needs exactly one step with the four stages in it")
    for item in items:
        if (ring := item.find("ol")) is not None:
            _cycle(item, ring)
        else:
            _step(item, last=item is items[-1])
    frame = _div("approach-frame")
    approach = _div("approach")
    approach.append(frame)
    frame.extend((band, path))
    return approach
