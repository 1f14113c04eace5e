"""Parts of a site that were made side by side, put together in the site that is there."""

from pathlib import Path

from booklet.publish.parts import Part, put_together

LANGUAGES = ("en-GB", "lt", "pl")


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")


def names_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_language_made_again_loses_what_it_no_longer_has(tmp_path):
    write(tmp_path, "gone/index.html", "pl/gone/index.html", "pl/downloads/gone.pdf", "assets/old.css", "robots.txt")
    write(tmp_path, "lt/kept/index.html", "assets/search/pl.json", "assets/search/lt.json")
    parts = [Part(("en-GB",), tmp_path / ".part-0"), Part(("pl",), tmp_path / ".part-1")]
    write(parts[0].folder, "index.html", "assets/new.css", "pl/index.html")
    write(parts[1].folder, "index.html", "pl/index.html", "assets/search/pl.json")
    put_together(parts, LANGUAGES, tmp_path)
    assert names_in(tmp_path) == {
        "index.html",
        "pl/index.html",
        "lt/kept/index.html",
        "assets/old.css",
        "assets/new.css",
        "assets/search/pl.json",
        "assets/search/lt.json",
        "robots.txt",
    }


def test_the_pages_of_the_source_stay_where_only_another_language_is_made(tmp_path):
    write(tmp_path, "index.html", "plan/index.html", "pl/gone/index.html")
    part = Part(("pl",), tmp_path / ".part-0")
    write(part.folder, "index.html", "pl/index.html")
    put_together([part], LANGUAGES, tmp_path)
    assert names_in(tmp_path) == {"index.html", "plan/index.html", "pl/index.html"}
