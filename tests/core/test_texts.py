import pytest

from moneygood.core import cache
from moneygood.core.errors import MoneygoodError
from moneygood.core.texts import (
    economics_root,
    line_of,
    parse_yaml,
    place_of,
    read_text,
    read_yaml,
    text_hash,
)


def test_the_environment_names_the_economics_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("MONEYGOOD_ECONOMICS", str(tmp_path))
    assert economics_root() == tmp_path
    monkeypatch.setenv("MONEYGOOD_ECONOMICS", str(tmp_path / "none"))
    with pytest.raises(MoneygoodError, match=r"C005: the folder '.*none' named by MONEYGOOD_ECONOMICS"):
        economics_root()


def test_yaml_keeps_words_as_words_and_numbers_as_numbers(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("a: off\nb: 1e-3\nc: [2, 3.5]\nd: 2026Q3\n")
    assert read_yaml(path) == {"a": "off", "b": 1e-3, "c": [2, 3.5], "d": "2026Q3"}


def test_broken_yaml_names_line_and_column(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text("a: 1\nb: [1, 2\nc: 3\n")
    with pytest.raises(MoneygoodError) as caught:
        read_yaml("a.yaml")
    assert str(caught.value) == "C004 a.yaml:3: broken YAML: did not find expected ',' or ']'."
    assert caught.value.place.text == "c: 3"


def test_a_key_that_stands_twice_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text("a: 1\na: 2\n")
    with pytest.raises(MoneygoodError) as caught:
        read_yaml("a.yaml")
    assert str(caught.value) == "C008 a.yaml:2: the key 'a' stands twice. Remove or rename one of the two."


def test_a_missing_file_and_a_file_that_is_no_text_are_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MoneygoodError, match=r"C005: the file none.yaml does not exist."):
        read_yaml("none.yaml")
    (tmp_path / "b.yaml").write_bytes(b"a: \xff\xfe")
    with pytest.raises(
        MoneygoodError, match=r"C006 b.yaml: byte 3 is not UTF-8 text. Save the file as UTF-8."
    ):
        read_text("b.yaml")


def test_yaml_cannot_make_objects(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("a: !!python/object/apply:os.system ['true']\n")
    with pytest.raises(MoneygoodError, match="C004"):
        read_yaml(path)


def test_the_line_of_a_key_is_found(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("# top\nx:\n  - {a: 1}\n  - a: 2\n    b: 3\ny: 4\n")
    assert line_of(path, ("y",)) == 6
    assert line_of(path, ("x", 1, "b")) == 5
    assert line_of(path, ("z",)) is None
    assert place_of(path, ("x", 1, "none")).line == 4


def test_the_hash_of_texts_changes_with_content_and_name(tmp_path):
    a, b = tmp_path / "a", tmp_path / "b"
    a.write_text("1")
    b.write_text("1")
    first = text_hash([a])
    assert first != text_hash([b])
    a.write_text("2")
    assert first != text_hash([a])


def test_the_cache_keeps_the_newest_of_a_kind(tmp_path, monkeypatch):
    monkeypatch.setenv("MONEYGOOD_CACHE", str(tmp_path))
    for i in range(5):
        cache.write_cached(f"kind-{i}", b"x", keep=2)
    assert cache.read_cached("kind-4") == b"x"
    assert len(list(tmp_path.iterdir())) == 2


def test_what_a_reader_does_to_a_content_is_not_seen_by_the_next() -> None:
    """What is kept of a text is handed out as a copy, in which an alias still stands for one thing."""
    text = "a: &x [1, 2]\nb: *x\n"
    first = parse_yaml(text, "t.yaml")
    assert first["a"] is first["b"]
    first["a"].append(3)
    first["c"] = 1
    assert parse_yaml(text, "t.yaml") == {"a": [1, 2], "b": [1, 2]}
