"""The containers: no engine is needed for these tests, which take the same steps with nginx itself."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import setup_environment
from booklet.project import ROOT
from booklet.site import headers, servers
from tests.helpers import python_path, write
from tests.site.test_servers import ask, free_port, new_open_folder, running

CONTAINERFILE = (ROOT / "Containerfile").read_text(encoding="utf-8")
# Each image, from its FROM to the next
STAGES = re.split(r"^(?=FROM )", CONTAINERFILE, flags=re.MULTILINE)[1:]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that a user without rights can read and write."""
    folder = new_open_folder()
    yield folder
    shutil.rmtree(folder)


def test_what_is_copied_into_the_images_is_there():
    copied = re.findall(r"^COPY (?!--from)(\S+) ", CONTAINERFILE, re.MULTILINE)
    assert copied and all((ROOT / name).exists() for name in copied)
    made = re.findall(r"^COPY --from=(\w+) (\S+) ", CONTAINERFILE, re.MULTILINE)
    assert made == [("made", "/project/build/nginx.conf"), ("made", "/srv/www")]


def test_the_image_that_serves_has_no_rights_and_a_high_port():
    *_, last = STAGES
    assert re.findall(r"^USER (.+)$", last, re.MULTILINE) == ["www-data"]
    (port,) = re.findall(r"^EXPOSE (\d+)$", last, re.MULTILINE)
    conf = (ROOT / ".devcontainer" / "nginx.conf").read_text(encoding="utf-8")
    assert f"listen {port};" in conf and int(port) > 1023


def test_every_image_is_of_the_debian_that_the_tests_run_on():
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    (system,) = re.findall(r"container: (\S+)", workflow)
    bases = [re.match(r"FROM (\S+)", stage)[1] for stage in STAGES]
    assert [base.removesuffix("-slim") for base in bases if base != "build"] == [f"docker.io/library/{system}"] * 2


def test_nothing_that_a_machine_has_of_its_own_gets_into_an_image():
    left_out = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".venv", "**/node_modules", "build", "site"} <= set(left_out)


@pytest.mark.parametrize("path", ["/", "/guide/"])
def test_the_image_serves_the_site_with_its_headers(path, open_folder):
    folder, port = open_folder, free_port()
    conf = (ROOT / ".devcontainer" / "nginx.conf").read_text(encoding="utf-8")
    for old, new in {
        "/tmp/": f"{folder}/",
        "/etc/nginx/site.conf": str(write(folder / "site.conf", servers.nginx_snippet(path))),
        "/srv/www": f"{folder}/www",
        "listen 8080": f"listen 127.0.0.1:{port}",
        "worker_processes auto": "worker_processes 1",
    }.items():
        assert old in conf
        conf = conf.replace(old, new)
    write(folder / "www" / path.strip("/") / "index.html", "Start")
    write(folder / "www" / path.strip("/") / "404.html", "Nothing")
    command = [setup_environment.NGINX, "-e", "stderr", "-c", str(write(folder / "nginx.conf", conf))]
    with running(command, port, folder / "errors"):
        status, found, body = ask(f"http://127.0.0.1:{port}{path}")
        assert (status, body, found["Server"]) == (200, b"Start", "nginx")
        assert {name: found[name] for name in headers.HEADERS} == headers.HEADERS
        assert ask(f"http://127.0.0.1:{port}{path}gone/")[::2] == (404, b"Nothing")


def test_the_path_of_the_site_is_read_as_the_program_reads_it():
    (code,) = re.findall(r'python -c "([^"]+)"', CONTAINERFILE)
    result = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": python_path()},
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.fullmatch(r"/(\S+/)?\n", result.stdout)


def test_the_machine_in_the_browser_is_the_image_that_builds():
    folder = ROOT / ".devcontainer"
    read = json.loads((folder / "devcontainer.json").read_text(encoding="utf-8"))
    assert (folder / read["build"]["dockerfile"]).resolve() == ROOT / "Containerfile"
    assert (folder / read["build"]["context"]).resolve() == Path(ROOT)
    assert f"AS {read['build']['target']}\n" in CONTAINERFILE
    # People who edit in the browser check pages there
    assert "python3 scripts/test.py --set-up-only" in read["postCreateCommand"]
