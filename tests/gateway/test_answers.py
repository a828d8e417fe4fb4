"""Verdicts that come while somebody waits for others are kept for who asks for them later."""

from carebus.examples.catalogue import examples
from carebus.publish import Publisher

ONE, OTHER = (next(each.data for each in examples() if each.file.startswith(name)) for name in ("32-", "34-"))


def test_two_sends_may_be_asked_for_in_any_order(bus):
    with Publisher(bus) as publisher:
        (first,), (second,) = (publisher.send([message])[0] for message in (ONE, OTHER))
        for part in (second, first):
            (verdict,) = publisher.verdicts([part], 30)
            assert verdict.submission_id == part.submission_id


def test_a_verdict_that_was_given_before_the_send_is_not_taken_for_its_answer(bus):
    with Publisher(bus) as listening, Publisher(bus) as sending:
        sending.publish(ONE, 30)
        assert list(listening.verdicts(sending.send([OTHER])[0], 0.5)) == []
