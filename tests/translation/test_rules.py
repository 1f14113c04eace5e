"""What a translation must not hold: a bad one for each rule, and good ones for none."""

import pytest

from booklet.checks.text.translations import REFUSED
from booklet.translation.catalogue import BROKEN
from booklet.translation.rules import problems

# Rule, English, translation
BAD = [
    ("TM1", "Read [the plan](plan.md).", "Przeczytaj [plan](do.md)."),
    ("TM1", "Read [the plan](plan.md).", "Przeczytaj plan."),
    ("TM1", "Read it.", "Przeczytaj [to](https://example.com)."),
    ("TM2", "Phone {phone}.", "Zadzwoń."),
    ("TM2", "I speak ______.", "Mówię po polsku."),
    ("TM2", "I speak ______.", "Mówię ______ i ______."),
    ("TM2", "Phone {phone}.", "Zadzwoń: {telefon}."),
    ("TM2", "Phone {phone}.", "Zadzwoń: {phone} {phone}."),
    ("TM3", "They **should** help.", "Powinni pomóc."),
    ("TM3", "They should help.", "**Powinni** pomóc."),
    ("TM4", "Help", "<b>Pomoc</b>"),
    ("TM4", "Help", "Pomoc<!-- -->"),
    ("TM4", "Help", "Pomoc&nbsp;"),
    ("TM4", "Help", "![pomoc](picture:help)"),
    ("TM4", "Help", "`Pomoc`"),
    ("TM4", "Help", "*Pomoc*"),
    ("TM4", "Help", "# Pomoc"),
    ("TM4", "Help", "Pomoc {#help}"),
    ("TM4", "Help", "/// note"),
    ("TM5", "Help", "Pomoc\u202e"),
    ("TM5", "Help", "Po\u200bmoc"),
    ("TM5", "Help", "Po\u200dmoc"),
    ("TM5", "Help", "Pomoc\x07"),
    ("TM3", "They **should** help.", "** Powinni ** pomóc."),
    ("TM4", "Help", "Pomoc ~~"),
    ("TM4", "Help", "[pomoc]"),
    ("TM4", "Help", "Pomoc \\"),
    ("TM5", "Help", "Pomoc\u2066"),
    ("TM5", "Help", "Pomoc\U000e0041"),
    ("TM5", "Help", "Pomoc\ue000"),
    ("TM5", "Help", "Pomoc\ufe0f"),
    ("TM5", "Help", "Po\u3164moc"),
    ("TM5", "Help", "Ｐomoc"),
    ("TM9", "Help", "Pomoc " * 100),
    ("TM6", "Help", "Помощь"),
    ("TM6", "Help", "مساعدة"),
    ("TM7", "Help", "P\u043emoc"),  # a Cyrillic letter that looks like a Latin one
    ("TM8", "There are 4 stages.", "Etapy są trzy."),
    ("TM8", "Paragraph 6.44", "Akapit 6.45"),
]


def rules(english: str, translation: str, script: str = "LATIN") -> list[str]:
    return [rule for rule, _ in problems(english, translation, script)]


@pytest.mark.parametrize(("rule", "english", "translation"), BAD, ids=str)
def test_a_translation_that_breaks_a_rule_is_found(rule, english, translation):
    assert rule in rules(english, translation)


@pytest.mark.parametrize(
    ("script", "english", "translation"),
    [
        (
            "LATIN",
            "Phone {phone} about [the plan](plan.md): they **should** help.",
            "Zadzwoń: {phone} w sprawie [planu](plan.md): **powinni** pomóc.",
        ),
        ("ARABIC", "There are 4 stages of SEN support.", "هناك ٤ مراحل لدعم SEN."),
        ("MALAYALAM", "Your child", "നിങ്ങളുടെ കുട്ടി\u200d"),
        ("CJK", "The 4 stages", "四个阶段（4）"),
        ("CYRILLIC", "Ask the SENCO.", "Спросите SENCO."),
        ("LATIN", "1st stage", "1ª etapa"),
        ("CYRILLIC", "Parents’ views", "Думки батьків, об’єднані"),
    ],
)
def test_a_good_translation_breaks_none(script, english, translation):
    assert rules(english, translation, script) == []


def test_digits_of_another_script_are_the_same_numbers():
    assert rules("Paragraph 6.44", "الفقرة ٦.٤٤", "ARABIC") == []


def test_a_number_in_a_link_or_a_name_is_not_text():
    assert rules("Read [it](step-4.md) and {line_2}.", "Przeczytaj [to](step-4.md) i {line_2}.") == []


def test_every_problem_of_a_translation_is_named():
    assert rules("Phone {phone}, **now**.", "<b>Zadzwoń</b>") == ["TM2", "TM3", "TM4"]


def test_the_check_of_the_catalogues_has_a_name_for_every_rule():
    assert {rule for rule, _, _ in BAD} == set(REFUSED) - {BROKEN}
