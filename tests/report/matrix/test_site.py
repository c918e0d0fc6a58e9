"""The site as files: what is in it, that it is the same each time, and that nothing of a target becomes part of it."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from conformance.report import ReportError, write_all
from conformance.report.matrix.site import briefs, write_site
from conformance.report.results import read
from tests.report import hostile, sample
from tests.report.matrix import many
from tests.report.page import Page


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Result files of three servers, one of them twice, and one client."""
    folder = tmp_path_factory.mktemp("runs")
    many.save(folder, many.lines("good", day=2))
    many.save(folder, many.lines("bad", "1.2", bad=0.3, day=1))
    bad = many.save(folder, many.lines("bad", "1.2", bad=0.2, day=2))
    many.save(folder, many.lines("other", bad=0.1, suite={"version": "0.0.9", "requirements": "sha256:old"}))
    write_all(read(bad), bad.parent, ["html"])
    return folder


@pytest.fixture(scope="module")
def site(runs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    write_site(briefs([str(runs)]), out)
    return out


def page(site, name):
    return Page((site / name).read_text("utf-8"))


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_page_for_each_feature_and_no_link_leads_nowhere(site):
    names = {name for name in files(site) if name.endswith(".html")}
    assert names == {"index.html", *(f"features/{name}.html" for name, _, _ in sample.FEATURES)}
    pages = {(site / name).resolve(): page(site, name) for name in names}
    places = {file: {each.attributes.get("id") for each in seen.elements} for file, seen in pages.items()}
    for file, seen in pages.items():
        for link in (link for link in seen.links if not link.startswith(("https:", "data:"))):
            target, _, place = link.partition("#")
            leads_to = (file.parent / target).resolve() if target else file
            assert leads_to.is_file(), link
            filters = not place or "=" in place
            assert filters or leads_to not in places or place in places[leads_to], link


def test_a_cell_says_verdict_and_numbers_in_words_too(site):
    source = (site / "index.html").read_text("utf-8")
    (create,) = re.findall(r'<tr data-feature="create">.*?</tr>', source, re.DOTALL)
    cells = re.findall(r'aria-label="([^"]*)">(.)</b> <span class="n">([^<]*)<', create)
    assert cells == [("fail", "✗", "10/12"), ("pass", "✓", "12"), ("pass", "✓", "11")]


def test_what_does_not_compare_is_told_above_the_table_and_in_its_head(site):
    text = page(site, "index.html")
    assert "1 of 3 columns does not compare with the rest" in text.all("main")[0].text
    assert [each.text for each in text.all("th") if "apart" in each.attributes.get("class", "")] == [
        "2026-05-20 ≠ other requirements"
    ]


def test_evidence_is_on_the_page_of_the_feature(site):
    text = page(site, "features/create.html").all("main")[0].text
    assert "Expected something else Observed" in text
    assert "Not so: " in text
    assert "POST /v1beta/interactions → 200" in text


def test_a_known_failure_is_explained_and_still_fails(site):
    text = " ".join(page(site, f"features/{name}.html").all("main")[0].text for name, _, _ in sample.FEATURES)
    assert "✗ᵏ expected-fail" in text
    assert "Known: they know of it More" in text


def test_a_link_leads_to_the_requirement_in_the_full_report(site, runs):
    links = [link for link in page(site, "features/create.html").links if "report.html#create." in link]
    assert links
    file, _, place = links[0].partition("#")
    report = (site / "features" / file).resolve()
    assert report.parent.parent == runs.resolve()
    assert Page(report.read_text("utf-8")).by_id(place)


def test_the_policy_allows_our_style_and_script_alone(site):
    for name in ("index.html", "features/create.html"):
        source = (site / name).read_text("utf-8")
        (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', source)
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy
        for tag in ("style", "script"):
            (inline,) = re.findall(rf"<{tag}>(.*?)</{tag}>", source, re.DOTALL)
            digest = base64.b64encode(sha256(inline.encode()).digest()).decode()
            assert f"{tag}-src 'sha256-{digest}'" in policy
        assert "style=" not in re.sub(r"<(style|script).*?</\1>", "", source, flags=re.DOTALL)


def test_the_order_of_the_arguments_changes_nothing(runs, site, tmp_path):
    out = tmp_path / "sites" / site.name
    paths = sorted((str(path) for path in runs.iterdir()), reverse=True)
    made = {**files(site)}
    # Links to full reports are relative: a site of the same depth below the same folder has the same.
    write_site(briefs([*paths, paths[0]]), site.parent / "again")
    assert files(site.parent / "again") == made
    assert not out.exists()


def test_pages_of_features_that_are_gone_are_taken_away_and_nothing_else(runs, tmp_path):
    write_site(briefs([str(runs)]), tmp_path)
    (tmp_path / "features/mine.html").write_text("mine")
    listing = json.loads((tmp_path / "matrix.json").read_text())
    (tmp_path.parent / "precious.html").write_text("precious")
    listing["pages"] += ["features/gone.html", "../precious.html", 7]
    (tmp_path / "features/gone.html").write_text("gone")
    (tmp_path / "matrix.json").write_text(json.dumps(listing))
    write_site(briefs([str(runs)]), tmp_path)
    assert not (tmp_path / "features/gone.html").exists()
    assert (tmp_path / "features/mine.html").exists()
    assert (tmp_path.parent / "precious.html").exists()


def test_the_listing_holds_what_the_table_shows(site):
    (section,) = json.loads((site / "matrix.json").read_text())["sections"]
    assert [column["target"] for column in section["columns"]] == ["bad", "good", "other"]
    assert [column["comparable"] for column in section["columns"]] == [True, True, False]
    assert [column["runs"] for column in section["columns"]] == [2, 1, 1]
    assert section["features"][0] == {
        "name": "create",
        "page": "features/create.html",
        "verdicts": ["fail", "pass", "pass"],
        "passed": [10, 12, 11],
        "scored": [12, 12, 11],
    }


@pytest.mark.parametrize("lines", [hostile.lines, hostile.javascript_sources])
def test_what_a_target_sends_is_text(lines, tmp_path):
    made = lines()
    made[0]["selected"] = {"whole": False, "select": [hostile.POISON], "level": "must", "cost": "text"}
    made[0]["target"]["version"] = hostile.POISON
    for line in made:
        if line["kind"] == "result":
            line["known"] = {"reason": hostile.POISON, "link": "javascript:alert(1)", "list": "known"}
    sample.save(tmp_path, made)
    write_site(briefs([str(tmp_path)]), tmp_path / "site")
    for name in (name for name in files(tmp_path / "site") if name.endswith(".html")):
        seen = page(tmp_path / "site", name)
        assert len(seen.all("script")) == 2, name
        assert seen.all("img", "iframe", "h1 onclick") == []
        assert not {key for element in seen.elements for key in element.attributes if key.startswith("on")}
        ours = ("#", "features/", "../", "https://ai.google.dev/", "data:,")
        assert not [link for link in seen.links if not link.startswith(ours)]


def test_an_interrupted_run_and_an_empty_one_have_their_place(tmp_path):
    first, *rest = many.lines("cut")
    many.save(tmp_path, [first, *rest[:-40]])
    many.save(tmp_path, [many.lines("empty")[0]])
    (section,) = write_site(briefs([str(tmp_path)]), tmp_path / "site")
    assert [column.run.interrupted for column in section.columns] == [True, True]
    assert (
        "interrupted: counts only what was judged before" in page(tmp_path / "site", "index.html").all("main")[0].text
    )


def test_a_run_of_nothing_alone_is_a_site(tmp_path):
    many.save(tmp_path, [many.lines("empty")[0]])
    write_site(briefs([str(tmp_path)]), tmp_path / "site")
    assert "0 requirements" in page(tmp_path / "site", "index.html").all("main")[0].text


def command(*arguments):
    line = [sys.executable, "-m", "conformance", "report", "matrix", *map(str, arguments)]
    return subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)


def test_the_command_tells_what_it_wrote_and_what_does_not_compare(runs, tmp_path):
    done = command(runs, "--out", tmp_path / "site")
    assert done.returncode == 0, done.stderr
    assert "servers: 3 targets in 3 columns, 10 features, 120 requirements" in done.stdout
    assert "does not compare: other at 2026-05-20" in done.stdout
    assert (tmp_path / "site/index.html").is_file()


def test_of_many_files_the_broken_one_is_named(runs, tmp_path):
    broken = tmp_path / "broken" / "results.jsonl"
    broken.parent.mkdir()
    broken.write_text("{}\n")
    done = command(runs, tmp_path, "--out", tmp_path / "site")
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert f"{broken} is no result file" in done.stderr


def test_another_site_is_left_alone(runs, tmp_path):
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(ReportError, match=r"^[^ ]*index.html is there and not of this command: .*--out$"):
        write_site(briefs([str(runs)]), tmp_path)
    assert (tmp_path / "index.html").read_text() == "mine"
    assert not (tmp_path / "features").exists()


def test_where_nothing_can_be_written_is_told(runs, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportError, match=r"cannot write .*file.*--out"):
        write_site(briefs([str(runs)]), tmp_path / "file" / "site")
