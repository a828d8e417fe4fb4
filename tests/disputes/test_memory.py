"""Understands that what is remembered is only ever that of the topics as they are (rules 1, 9)."""

from contextlib import closing

from tests.disputes.facts import Told

from carebus.disputes.memory import Memory

TOPICS = {("facts", 0): "topic id", ("facts", 1): "topic id"}
ENDS = {("facts", 0): 9, ("facts", 1): 9}
NAME = Told("nora").seen[0].name


def kept(folder, topics=TOPICS, ends=ENDS):
    with closing(Memory(folder, topics, ends)) as memory:
        return memory.get(NAME, 0), memory.get(NAME, 1), memory.positions


def written(folder):
    with closing(Memory(folder, TOPICS, ENDS)) as memory:
        memory.write({(NAME, 0): b"nora"}, {("facts", 1): 5})
        return memory.positions


def test_what_was_written_is_there_after_a_restart_with_how_far_it_leads(tmp_path):
    assert written(tmp_path) == {("facts", 0): 0, ("facts", 1): 5}
    assert kept(tmp_path) == (b"nora", b"", {("facts", 0): 0, ("facts", 1): 5})


def test_a_memory_of_other_topics_or_beyond_their_ends_is_thrown_away(tmp_path):
    nothing = (b"", b"", {("facts", 0): 0, ("facts", 1): 0})
    written(tmp_path)
    assert kept(tmp_path, topics=dict.fromkeys(TOPICS, "another topic of that name")) == nothing
    written(tmp_path)
    assert kept(tmp_path, ends={("facts", 0): 9, ("facts", 1): 4}) == nothing


def test_damaged_files_are_thrown_away(tmp_path):
    written(tmp_path)
    for file in tmp_path.glob("MANIFEST*"):
        file.write_bytes(b"damaged")
    assert kept(tmp_path)[0] == b""
