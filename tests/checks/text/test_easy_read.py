"""The Easy Read text: the project's own passes, and every rule rejects a text that breaks it."""

import shutil

import pytest
import yaml

from booklet.checks.text import easy_read, structure
from booklet.errors import BookletError
from booklet.project import ROOT, Project
from tests.contexts import on

pytestmark = pytest.mark.text

PLAN, HARD, CONTACTS = "plan", "hard-words", "people-who-can-help"


@pytest.fixture
def project(tmp_path) -> Project:
    """A copy of what the check reads, in English only."""
    shutil.copytree(ROOT / "docs" / "easy-read", tmp_path / "docs" / "easy-read")
    for name in ("mkdocs.yml", "service/facts.yml", "content/facts.yml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    copy = Project(tmp_path)
    write_languages(copy)
    return copy


def write_languages(project: Project, *tags: str) -> None:
    """List the project's own first language, and those with these tags: its own too, or made like the first."""
    english, *others = Project().read_yaml(ROOT / "locales" / "languages.yml")["languages"]
    own = {language["tag"]: language for language in others}
    project.locales.mkdir(exist_ok=True)
    (project.locales / "languages.yml").write_text(
        yaml.safe_dump({"languages": [english, *(own.get(tag, {**english, "tag": tag}) for tag in tags)]}),
        encoding="utf-8",
    )


def change(project: Project, page: str, old: str, new: str) -> None:
    path = project.docs / "easy-read" / f"{page}.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def found(project: Project, rule: str) -> list[str]:
    return [str(finding) for finding in easy_read.check(on(project)).findings if finding.rule == rule]


def test_the_text_follows_the_rules(project):
    report = easy_read.check(on(project))
    assert report.findings == ()
    assert report.examined > 150


GET = "The plan should say what help your child will get."


@pytest.mark.parametrize(
    ("rule", "page", "old", "new", "says"),
    [
        (
            "easy_read/sentence-length",
            PLAN,
            GET,
            "The plan says " + "very " * 12 + "clearly what help.",
            "has 18 words",
        ),
        ("easy_read/rows", PLAN, GET, f"{GET} It is new. It is good.", "has 3 sentences"),
        (
            "easy_read/rows",
            PLAN,
            GET,
            "The plan says in short words what extra help your child will get here. " * 2,
            "have 28 words",
        ),
        ("easy_read/rows", PLAN, "/// rows\n", "Words without a picture.\n\n/// rows\n", "outside the rows"),
        ("easy_read/passive", PLAN, GET, "The help is given to your child. It is extra help.", "“is given” is passive"),
        ("easy_read/passive", PLAN, GET, "Extra help is quickly planned.", "“is quickly planned” is passive"),
        ("easy_read/same-picture", PLAN, "picture:extra-help", "picture:phone", "The picture “phone” is beside"),
        ("easy_read/same-picture", PLAN, "picture:extra-help", "picture:university", "Nothing says which idea"),
        (
            "easy_read/same-picture",
            "do",
            "picture:senco",
            "picture:teacher",
            "“SENCO” is beside the picture “teacher”",
        ),
        (
            "easy_read/same-picture",
            PLAN,
            "picture:date-calendar",
            "picture:phone",
            "No row has the picture “date-calendar”",
        ),
        ("easy_read/hard-words", "index", "**progress**", "progress", "for the first time, and is not bold"),
        (
            "easy_read/hard-words",
            PLAN,
            "Aims are things that we want your child to learn.",
            "Your child will learn to do new things.",
            "“aims” is not explained in the next sentence",
        ),
        (
            "easy_read/hard-words",
            PLAN,
            GET,
            "The plan says what extra help is **statutory**.\n\n    It is the law.",
            "not in the list",
        ),
        ("easy_read/hard-words", HARD, "**Review** means", "**Statement** means", "in the list and nowhere else"),
        (
            "easy_read/initials",
            PLAN,
            GET,
            "The plan says what help your child will get for ADHD.",
            "“ADHD” stands for words",
        ),
        ("easy_read/numbers", PLAN, GET, "The plan says what help your child will get three times.", "“three”"),
        ("easy_read/numbers", PLAN, GET, "The plan says what help 20% of children get.", "“20%”"),
        ("easy_read/numbers", PLAN, GET, "The plan says what help your child will get in part IV.", "“IV”"),
        ("easy_read/punctuation", PLAN, GET, "The plan says what help your child will get; it is new.", "a semicolon"),
        (
            "easy_read/punctuation",
            PLAN,
            GET,
            "The plan (new) says what help (new) your child will get.",
            "a second pair of brackets",
        ),
        ("easy_read/italics", PLAN, GET, "The plan says *what help* your child will get.", "in italics"),
        ("easy_read/page-picture", PLAN, "picture: 2-plan\n", "", "has no picture"),
        ("easy_read/end-of-text", CONTACTS, "Phone: {phone}", "Ring the service on the phone.", "no row with {phone}"),
        ("easy_read/paper", PLAN, GET, "Click to see what help your child will get.", "“Click” means nothing on paper"),
    ],
)
def test_a_text_that_breaks_a_rule_is_reported(project, rule, page, old, new, says):
    change(project, page, old, new)
    assert any(says in finding for finding in found(project, rule))


def test_the_same_words_have_the_same_picture(project):
    change(project, "say-and-ask", "You can ask what a word means.", "You can say what you see at home.")
    assert any("same words have another picture" in finding for finding in found(project, "easy_read/same-picture"))


def test_initials_stand_after_their_explanation(project):
    change(project, "index", "It is for parents and carers.", "It is about EHC for parents and carers.")
    assert any(
        "Explain the hard word with these letters first" in finding for finding in found(project, "easy_read/initials")
    )


def test_sentences_that_are_long_on_average_are_reported(project):
    long = "The plan says in few and easy words what extra help your child will get.\n"
    path = project.docs / "easy-read" / "plan.md"
    path.write_text(
        "---\ntitle: Plan\ndescription: This page is for you.\npicture: 2-plan\n---\n/// rows\n"
        + f"-   ![decorative](picture:extra-help)\n\n    {long}\n" * 3
        + "///\n",
        encoding="utf-8",
    )
    assert any("words on average" in finding for finding in found(project, "easy_read/sentence-length"))


def test_hard_words_and_contacts_are_last(project):
    path = project.root / "mkdocs.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("      - easy-read/hard-words.md\n", "").replace(
            "      - easy-read/index.md\n", "      - easy-read/index.md\n      - easy-read/hard-words.md\n"
        ),
        encoding="utf-8",
    )
    assert any("not the last pages" in finding for finding in found(project, "easy_read/end-of-text"))


@pytest.mark.parametrize(
    ("page", "line", "says"),
    [
        ("plan.md", "picture: 2-plan", "does not say which Easy Read page"),
        ("easy-read/new.md", "easy_read: plan.md", "names an Easy Read page"),
    ],
)
def test_standard_pages_name_their_easy_read_page(project, page, line, says):
    (project.docs / page).write_text(f"---\ntitle: A page\ndescription: It is here.\n{line}\n---\n", encoding="utf-8")
    assert any(says in finding for finding in found(project, "easy_read/pair"))


def test_an_easy_read_page_that_is_not_there_is_no_partner(project):
    (project.docs / "plan.md").write_text(
        "---\ntitle: Plan\ndescription: It is here.\neasy_read: plans.md\n---\n", encoding="utf-8"
    )
    for name in ("content/pictures.yml", "content/booklets.yml", "content/labels.yml"):
        shutil.copyfile(ROOT / name, project.root / name)
    assert any("no Easy Read page “plans.md”" in finding.problem for finding in structure.check(on(project)).findings)


def test_a_check_without_pages_fails(project):
    shutil.rmtree(project.docs / "easy-read")
    assert "run/examined-nothing" in {finding.rule for finding in easy_read.check(on(project)).findings}


# Translations

ENGLISH_ROW = "The plan should say what help your child will get."


def translate(project: Project, translation: str, tag: str = "pl", **more: str) -> None:
    """Write a catalogue with a translation of ENGLISH_ROW, and with others, each under its English text."""
    write_languages(project, tag)
    entries = {ENGLISH_ROW: translation, **more}
    (project.locales / f"{tag}.po").write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        + "\n".join(f'msgid "{english}"\nmsgstr "{own}"\n' for english, own in entries.items()),
        encoding="utf-8",
    )


def test_a_good_translation_passes_and_is_counted(project):
    before = easy_read.check(on(project)).examined
    translate(project, "W planie jest opis pomocy dla dziecka.")
    report = easy_read.check(on(project))
    assert (report.findings, report.examined) == ((), before + 1)


@pytest.mark.parametrize(
    ("rule", "translation", "says"),
    [
        ("easy_read/sentence-length", "W planie " + "bardzo " * 16 + "jest pomoc.", "a sentence of 20 words"),
        ("easy_read/rows", "To jest plan. W planie jest pomoc. To wszystko.", "has 3 sentences, and the English has 1"),
        ("easy_read/numbers", "W planie jest pomoc dla 20 % dzieci.", "a percentage"),
        ("easy_read/punctuation", "W planie jest pomoc; to jest plan.", "a semicolon"),
    ],
)
def test_a_translation_that_breaks_a_rule_is_reported(project, rule, translation, says):
    translate(project, translation)
    assert any(finding.startswith("locales/pl.po:5: ") and says in finding for finding in found(project, rule))


NAMED, EXPLAINED = "You can **appeal**.", "Appeal means to ask judges to look again."


@pytest.mark.parametrize(
    ("named", "explained", "missing"),
    [
        ("Mogą się Państwo **odwołać**.", "To znaczy: poprosić sędziów.", True),
        ("Mogą się Państwo **odwołać**, po angielsku appeal.", "To znaczy: poprosić sędziów.", False),
        ("Mogą się Państwo **odwołać**.", "Po angielsku to appeal: poprosić sędziów.", False),
        # The next sentence is still to be translated, and may give the name
        ("Mogą się Państwo **odwołać**.", "", False),
    ],
)
def test_a_hard_word_of_school_keeps_its_english_name(project, named, explained, missing):
    translate(project, "W planie jest opis pomocy.", **{NAMED: named, EXPLAINED: explained})
    findings = found(project, "easy_read/english-names")
    assert any("the English name “appeal”" in finding for finding in findings) is missing


def test_the_words_that_keep_their_english_name_are_hard_words(project):
    names = easy_read.read_vocabulary(project).english_names
    assert {name.casefold() for name in names} <= easy_read.listed_words(easy_read.read_easy_pages(project)).keys()


def test_chinese_is_counted_by_its_signs(project):
    translate(project, "计划里写着您的孩子会得到什么帮助。", "zh-Hans")
    assert easy_read.check(on(project)).findings == ()
    translate(project, "计划里写着您的孩子会得到什么帮助" * 4 + "。", "zh-Hans")
    assert found(project, "easy_read/sentence-length")


def test_a_missing_catalogue_stops_the_check(project):
    translate(project, "W planie jest pomoc.")
    (project.locales / "pl.po").unlink()
    with pytest.raises(BookletError, match="has no catalogue"):
        easy_read.check(on(project))
