"""Pictures: recipes in content/pictures.yml become small files without anything but shapes."""

import re

import pytest
from lxml import etree

from booklet.errors import BookletError
from booklet.project import ROOT, Project
from booklet.source.pictures import (
    ADAPTED,
    LARGE_BOX,
    OWN,
    ROW_BOX,
    compose,
    draw_all,
    drawings_folder,
    load_recipes,
    remember,
)
from tests.helpers import write

GOOD = "'plan':\n  concept: plan\n  crop: [0, 0, 36, 18]\n  parts:\n    - {svg: '<path d=\"M1 1L5 1\" stroke=\"#000000\"/>'}\n"
RECIPES = load_recipes(Project())


def load(tmp_path, text: str):
    write(tmp_path / "content/pictures.yml", text)
    return load_recipes(Project(tmp_path))


def drawn(tmp_path, markup: str) -> str:
    """Return the picture of a recipe whose one part is this markup."""
    text = GOOD.replace('\'<path d="M1 1L5 1" stroke="#000000"/>\'', repr(markup))
    return compose("plan", load(tmp_path, text), drawings_folder()).svg


@pytest.mark.parametrize("key", RECIPES)
def test_every_picture_can_be_made_and_holds_only_shapes(key):
    picture = compose(key, RECIPES, drawings_folder())
    root = etree.fromstring(picture.svg.encode())
    tags = {etree.QName(one).localname for one in root.iter() if isinstance(one.tag, str)}
    assert tags <= {"svg", "g", "path", "rect", "circle", "ellipse"}
    assert not root.xpath("//@id | //@style | //@class | //@href | //*[@opacity]")
    assert (picture.width, picture.height) == (round(float(root.get("width"))), round(float(root.get("height"))))


def test_a_picture_carries_its_licence():
    assert f"<!-- {ADAPTED} -->" in compose("child", RECIPES, drawings_folder()).svg


def test_a_picture_of_our_own_says_so(tmp_path):
    assert f"<!-- {OWN} -->" in drawn(tmp_path, '<path d="M1 1L5 1"/>')


def test_a_picture_has_a_white_ground_of_its_own(tmp_path):
    assert '<rect x="0" y="0" width="36" height="18" rx="4" fill="#fff"/>' in drawn(
        tmp_path, '<circle cx="1" cy="1" r="1"/>'
    )


def test_the_same_recipe_gives_the_same_bytes():
    assert compose("child", RECIPES, drawings_folder()) == compose("child", RECIPES, drawings_folder())


@pytest.mark.parametrize(
    ("crop", "min_cm", "is_large"),
    [
        ("[0, 0, 36, 18]", "4.5", False),
        ("[0, 0, 36, 18]", "6", True),
        ("[0, 0, 36, 30]", "4.5", True),
    ],
)
def test_a_picture_is_large_if_a_row_makes_it_too_small_in_width_or_height(tmp_path, crop, min_cm, is_large):
    recipes = load(tmp_path, GOOD.replace("[0, 0, 36, 18]", f"{crop}\n  min_cm: {min_cm}"))
    assert compose("plan", recipes, drawings_folder()).is_large is is_large


def test_a_picture_that_can_be_small_is_never_large(tmp_path):
    recipes = load(tmp_path, GOOD.replace("[0, 0, 36, 18]", "[0, 0, 18, 36]"))
    assert not compose("plan", recipes, drawings_folder()).is_large


def test_the_boxes_are_those_of_the_style_sheet():
    css = (ROOT / "scripts/booklet/formats/print/styles/easy-read.css").read_text(encoding="utf-8")
    rules = re.findall(r"\.row > (img|\.large)\b[^{+]*\{([^}]*)\}", css)
    for name, box in (("img", ROW_BOX), (".large", LARGE_BOX)):
        sides = [
            [
                float(mm) / 10
                for which, rule in rules
                if which == name
                for mm in re.findall(rf"\b{side}: ([\d.]+)mm", rule)
            ]
            for side in ("width", "height")
        ]
        assert tuple(map(min, sides)) == box


def test_lines_of_one_kind_become_one_path(tmp_path):
    lines = '<line x1="0" y1="0" x2="5" y2="0" fill="none" stroke="#000"/>' * 2
    assert drawn(tmp_path, lines).count("<path") == 1


@pytest.mark.parametrize(
    ("turns", "right_to_left", "key"),
    [("true", True, "plan-mirrored"), ("true", False, "plan"), ("false", True, "plan")],
)
def test_only_an_arrow_of_time_is_mirrored_and_only_from_right_to_left(tmp_path, turns, right_to_left, key):
    recipes = load(
        tmp_path,
        f"'plan':\n  concept: 'plan'\n  crop: [2, 0, 10, 10]\n  turns: {turns}\n"
        "  parts:\n    - {svg: '<path d=\"M0 0h4\"/>'}\n",
    )
    picture = compose("plan", recipes, drawings_folder(), right_to_left)
    assert (picture.key, 'transform="matrix(-1 0 0 1 14 0)"' in picture.svg) == (key, key.endswith("mirrored"))


def test_what_says_nothing_is_left_out(tmp_path):
    svg = drawn(tmp_path, '<g id="one"><title>One</title><path id="two" d="M0 0h1" fill="none" stroke="none"/></g>')
    assert not re.search("id=|title|path", svg)


def test_an_instruction_for_other_programs_is_left_out(tmp_path):
    assert "<?" not in drawn(tmp_path, '<?xml-stylesheet href="https://example.org/a.css"?><path d="M0 0h1"/>')


def test_a_colour_is_written_short(tmp_path):
    assert 'fill="#abc"' in drawn(tmp_path, '<path d="M0 0h1" fill="#AABBCC"/>')


@pytest.mark.parametrize(
    ("markup", "problem"),
    [
        ("<text>Plan</text>", "uses <text>, which pictures may not hold"),
        ('<image href="a.png"/>', "uses <image>, which pictures may not hold"),
        ('<path d="M0 0h1" style="fill:red"/>', 'has style="fill:red" on <path>'),
        ('<path d="M0 0h1" fill="url(#a)"/>', 'has fill="url(#a)" on <path>'),
        ('<path d="M0 0h1" onclick="x()"/>', 'has onclick="x()" on <path>'),
        ('<path d="M0 0h1" opacity=".5"/>', 'has opacity=".5" on <path>'),
        ('<path d="M0"/>', "has a <path> that cannot be read"),
        ("<path/>", "has a <path> that cannot be read"),
        ('<path d="M0 0L1e400 1"/>', "has a <path> that cannot be read"),
        ('<circle cx="1" cy="1" r="inf"/>', "has a <circle> that cannot be read"),
        ('<path d="M0 0h1" transform="matrix(1e999 0 0 1 0 0)"/>', 'has transform="matrix(1e999 0 0 1 0 0)" on <path>'),
        ('<path d="M0 0h1" stroke="#000" stroke-width="999999999"/>', 'has stroke-width="999999999" on <path>'),
        ("&lol;", "is not well-formed SVG"),
        ("</svg><svg>", "is not well-formed SVG"),
        ("<use href='#a'/>", "uses <use>, which pictures may not hold"),
        ("<path", "is not well-formed SVG"),
    ],
)
def test_markup_that_pictures_may_not_hold_is_refused_with_its_line(tmp_path, markup, problem):
    with pytest.raises(BookletError) as caught:
        drawn(tmp_path, markup)
    assert (caught.value.path, caught.value.line) == ("content/pictures.yml", 5)
    assert problem in caught.value.problem


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        ("  concept: plan\n", "", 1, "does not say what it means"),
        ("[0, 0, 36, 18]", "[0, 0, 36]", 1, "is not four numbers"),
        ("[0, 0, 36, 18]", "[0, 0, 0, 18]", 1, "is not four numbers"),
        ("36, 18]", f"{'9' * 400}, 18]\n  min_cm: 1", 1, "is not four numbers"),
        (
            'svg: \'<path d="M1 1L5 1" stroke="#000000"/>\'',
            f"openmoji: 1F3EB, x: {'9' * 400}, y: 0, scale: 1",
            5,
            "is not a number",
        ),
        ("concept", "idea", 1, "has an unknown field “idea”"),
        ("svg:", "png:", 5, "is neither a drawing nor markup"),
        ('    - {svg: \'<path d="M1 1L5 1" stroke="#000000"/>\'}\n', "    []\n", 1, "has no parts"),
        ("  parts", "  min_cm: wide\n  parts", 1, "is not a number above 0"),
        ("  parts", "  min_cm: 9\n  parts", 1, "needs 9 cm, and is never wider than 8.0 cm on paper"),
        ("18]\n", "180]\n  min_cm: 2\n", 1, "needs 2 cm, and is never wider than 1.3 cm on paper"),
    ],
)
def test_a_broken_recipe_is_refused_with_its_line(tmp_path, old, new, line, problem):
    assert old in GOOD
    with pytest.raises(BookletError) as caught:
        load(tmp_path, GOOD.replace(old, new))
    assert (caught.value.path, caught.value.line) == ("content/pictures.yml", line)
    assert problem in caught.value.problem


def test_a_picture_is_described_once(tmp_path):
    with pytest.raises(BookletError, match=r"^content/pictures\.yml:6: .*“plan” is already in line 1\."):
        load(tmp_path, GOOD + GOOD)


def test_a_drawing_that_does_not_exist_is_refused_with_its_line(tmp_path):
    text = (
        "'plan':\n  concept: plan\n  crop: [0, 0, 36, 18]\n  parts:\n    - {openmoji: 'FFFFF', x: 0, y: 0, scale: 1}\n"
    )
    with pytest.raises(BookletError, match=r"^content/pictures\.yml:5: OpenMoji has no drawing with the code “FFFFF”"):
        compose("plan", load(tmp_path, text), drawings_folder())


def test_an_unknown_picture_names_the_nearest():
    with pytest.raises(BookletError, match=r"There is no picture called “chlid”\. Did you mean “child”\?"):
        compose("chlid", RECIPES, drawings_folder())


@pytest.mark.parametrize("key", ["../../../x", "School", "a b", "a_b"])
def test_a_name_that_is_no_name_of_a_file_is_refused(tmp_path, key):
    with pytest.raises(BookletError, match=r"^content/pictures\.yml:1: “.*” cannot be the name of a picture"):
        load(tmp_path, GOOD.replace("plan:", f"'{key}':", 1).replace("'plan':", f"'{key}':", 1))


def test_a_picture_that_another_process_has_drawn_is_the_same_and_a_broken_one_is_left_to_whoever_needs_it(tmp_path):
    broken = GOOD.replace("'plan'", "'broken'").replace("<path d", "<text d")
    load(tmp_path, GOOD + broken)
    project = Project(tmp_path)
    layers = draw_all(project)
    assert [recipe.key for recipe, _ in layers] == ["plan"]
    remember(layers)
    recipes = load_recipes(project)
    assert layers[recipes["plan"], drawings_folder()] in compose("plan", recipes, drawings_folder()).svg
    with pytest.raises(BookletError, match="may not hold"):
        compose("broken", recipes, drawings_folder())


def test_recipes_that_cannot_be_read_are_left_to_whoever_needs_them(tmp_path):
    write(tmp_path / "content/pictures.yml", "plan: [")
    assert draw_all(Project(tmp_path)) == {}
