import pytest
from tests.formats.svarrapport import message, report

from carebus.domain.results.report import Identifier
from carebus.gateway.source_drafts import draft
from carebus.gateway.sources import Sources, check


def provider(*ids, name="Breen laboratorium", department=()):
    def written(pairs):
        (kind, value), *more = pairs
        rest = "".join(f"<AdditionalId><Id>{v}</Id><Type V='{k}'/></AdditionalId>" for k, v in more)
        return f"<Id>{value}</Id><TypeId V='{kind}'/>{rest}"

    dept = f"<Dept><Name>Lab</Name>{written(department)}</Dept>" if department else ""
    return f"<ServProvider><HCP><Inst><Name>{name}</Name>{written(ids)}{dept}</Inst></HCP></ServProvider>"


def sent(*providers):
    return [message(report(provider=each)).encode() for each in providers]


@pytest.fixture
def loaded(tmp_path):
    def load(messages, known=None):
        for each in draft(messages, known):
            (tmp_path / each.file).write_text(each.text, encoding="utf-8")
        assert check(tmp_path) == ()
        return Sources.load(tmp_path)

    return load


def test_ids_seen_together_become_one_source_that_can_be_loaded_as_it_is(loaded):
    known = loaded(
        sent(
            provider(("HER", "99000501"), department=[("HER", "99000502"), ("LAV", "M")]),
            provider(("ENH", "315000068"), name="Breen"),
            provider(("HER", "99000502"), ("ENH", "315000068")),
        )
    )
    (source,) = known.all
    assert (source.organisation, source.laboratory, source.assigner) == ("315000068", "315000068", "99000501")
    assert known.of([Identifier("99000502", "HER")]) is source
    assert source.name == "Breen laboratorium"


def test_a_local_id_joins_nobody(loaded):
    known = loaded(sent(provider(("HER", "1"), ("LAV", "M")), provider(("HER", "2"), ("LAV", "M"))))
    assert len(known.all) == 2


def test_a_laboratory_without_organisation_number_gets_a_name_from_its_her_id(loaded):
    (source,) = loaded(sent(provider(("HER", "99000501"), ("ENH", "123456789")))).all
    assert (source.organisation, source.laboratory) == (None, "HER-99000501")
    assert Identifier("123456789", "ENH") in source.national_ids()


def test_words_where_a_code_belongs_do_not_spoil_the_draft(loaded):
    (source,) = loaded(sent(provider(("HER", "99000501"), ("Annet", "x"), ("LAV", "y" * 60), name="Ærøy: # 'lab'"))).all
    assert source.id == "aeroy-lab"


def test_a_source_that_is_known_is_not_drafted_again(sources):
    assert draft(sent(provider(("HER", "99000001"))), sources) == ()


def test_what_cannot_be_read_or_names_nobody_is_passed_over():
    assert draft([b"", b"<html/>", *sent(provider(("LAV", "M")))]) == ()


def test_the_real_messages_come_from_laboratories_that_can_be_drafted(shared_data, loaded):
    messages = [path.read_bytes() for path in (shared_data / "nilar").glob("*.xml")]
    assert len(loaded(messages).all) == 9
