"""Every page of a built site: its links lead somewhere, and it asks no other host for anything."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from deadlinks import dead

if TYPE_CHECKING:
    from pathlib import Path

    from pagecheck import Pages

LOADING = {
    "audio": ("src",),
    "embed": ("src",),
    "form": ("action",),
    "iframe": ("src", "srcdoc"),
    "image": ("href", "xlink:href"),
    "img": ("src", "srcset"),
    "input": ("src",),
    "link": ("href",),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset"),
    "track": ("src",),
    "use": ("href", "xlink:href"),
    "video": ("src", "poster"),
}


def _outside(address: str) -> bool:
    return bool(urlsplit(address).scheme or urlsplit(address).netloc)


def test_no_page_loads_anything_from_another_host(site: Pages) -> None:
    for address in site.addresses:
        for element in site[address].walk():
            for name in LOADING.get(element.tag, ()):
                assert not _outside(element.attributes.get(name, "")), (address, element)
            assert "url(http" not in element.attributes.get("style", ""), (address, element)
            if element.tag == "style":
                assert "@import" not in element.text, address
                assert "http" not in element.text, address


def test_our_style_and_script_name_no_host(site: Pages) -> None:
    for name in ("sourcebook.css", "sourcebook.js"):
        text = (site.folder / "assets" / name).read_text(encoding="utf-8")
        assert "//" not in text.replace("/* ", "").replace(" */", ""), name


def test_no_link_or_anchor_is_dead(site: Pages) -> None:
    assert dead(site.folder) == []


def test_a_dead_link_anchor_or_redirect_is_told_with_its_page(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "index.html").write_text('<p id="here">', encoding="utf-8")
    (tmp_path / "index.html").write_text(
        '<a href="there/#here"><a href="there/#gone"><img src="no.png"><a href="https://a.example/">'
        '<meta http-equiv="refresh" content="0; url=away/">',
        encoding="utf-8",
    )
    found = [f"index.html: {link}" for link in ("away/", "no.png", "there/#gone")]
    assert dead(tmp_path) == found


def test_links_out_are_web_addresses_that_pass_nothing_on(site: Pages) -> None:
    for address in site.addresses:
        for link in site.main(address).all("a"):
            target = link.attributes.get("href", "")
            if _outside(target):
                assert urlsplit(target).scheme in ("http", "https"), (address, target)
                assert link.attributes["rel"] == "nofollow noopener", (address, target)


def test_headings_start_at_one_and_leave_no_level_out(site: Pages) -> None:
    for address in site.addresses:
        headings = [e for e in site.main(address).walk() if e.tag in ("h1", "h2", "h3", "h4")]
        levels = [int(e.tag[1]) for e in headings]
        assert levels.count(1) == 1, address
        assert levels[0] == 1, address
        assert all(b <= a + 1 for a, b in pairwise(levels)), address


def test_no_id_stands_twice_on_a_page(site: Pages) -> None:
    for address in site.addresses:
        ids = [e.attributes["id"] for e in site[address].walk() if e.attributes.get("id")]
        assert len(ids) == len(set(ids)), (address, [i for i in ids if ids.count(i) > 1])


def test_every_wide_table_scrolls_in_a_box_that_a_keyboard_reaches(site: Pages) -> None:
    for address in site.addresses:
        for table in site.main(address).all("table", class_="sb-table"):
            box = table.parent
            assert box is not None
            assert box.has(class_="sb-scroll", tabindex="0", role="region"), address
            assert box.attributes["aria-label"], address
