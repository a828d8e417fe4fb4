"""Understands what is in dispute among messages as they are sent: the examples, and real ones where they are at hand (R13, R16)."""

from itertools import combinations

from tests.gateway.test_intake import SECRET, taken

from carebus.disputes.sighting import sightings
from carebus.domain.areas import AREAS
from carebus.domain.identity.view import Shared
from carebus.examples.catalogue import examples
from carebus.gateway.source_drafts import draft
from carebus.gateway.sources import Sources
from carebus.gateway.taken import Ready


def disputed(taken_of) -> dict[Shared, set[frozenset[str]]]:
    """Which of the messages share an id that they may not; `taken_of` is what was made of each, by its name."""
    seen = [
        (file, sighting)
        for file, parts in taken_of.items()
        for part in parts
        if isinstance(part, Ready) and AREAS[part.area].line is None
        for sighting in sightings(part.submission, part.patient_key, SECRET)
    ]
    found = {shared: set() for shared in Shared}
    for (file, one), (there, other) in combinations(seen, 2):
        if (one.name, one.part) == (other.name, other.part) and one.patient != other.patient:
            found[one.shared].add(frozenset((file, there)))
    return found


def test_of_the_examples_those_are_in_dispute_that_are_written_for_it_and_no_others():
    assert disputed({each.file: taken(each.data, sender=each.sender) for each in examples()}) == {
        Shared.MESSAGE_ID: {frozenset(("80-message-id.xml", "81-message-id-of-another.xml"))},
        Shared.REPORT_ID: {frozenset(("80-message-id.xml", "82-report-id-of-another.xml"))},
    }


def test_of_the_real_messages_one_laboratory_has_one_report_id_under_two_national_numbers(shared_data, tmp_path):
    messages = {path.name: path.read_bytes() for path in (shared_data / "nilar").glob("*.xml")}
    for each in draft(messages.values()):
        (tmp_path / each.file).write_text(each.text, encoding="utf-8")
    known = Sources.load(tmp_path)
    one, amended = "SVAR_CLIN unilab  (2).xml", "SVAR_CLIN 1 unilab_ENDRING.xml"
    again = "SVAR_CLIN 1 unilab_ENDRING - endret soo for OK.xml"
    assert disputed({name: taken(data, known=known) for name, data in messages.items()}) == {
        Shared.MESSAGE_ID: set(),
        Shared.REPORT_ID: {frozenset((one, amended)), frozenset((one, again))},
    }
