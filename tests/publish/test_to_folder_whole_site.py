"""Publishing the real site to a folder."""

from booklet.publish import to_folder
from tests.helpers import contents


def test_the_real_site_is_published(project, real_site, tmp_path):
    said = to_folder.publish(project, tmp_path / "guide", lambda line: None, lambda line: None)
    assert said[0] == f"Published in {tmp_path / 'guide'}."
    assert contents(tmp_path / "guide") == contents(real_site)
