"""R23: what a reader holds of the links equals what is derived from them, after any sequence, and from any moment of it."""

from hypothesis import given as holds
from hypothesis import strategies as st
from tests.domain.identity.builders import Story, died, given, key, linked_with, merged, unlinked, unmerged

from carebus.domain.identity.index import Links
from carebus.domain.identity.person import linked
from carebus.domain.identity.units import units_changed_by
from carebus.domain.identity.view import LinkedPerson

NAMES = "abcdef"
TELLINGS = st.tuples(
    st.sampled_from([merged, merged, unmerged, linked_with, unlinked, lambda one, _: died(one, one)]),
    st.sampled_from(NAMES),
    st.sampled_from(NAMES),
)


def pictures_of(story):
    """Every picture that was written, in order, each with what stood of it before."""
    views = {}
    for fact in story.facts:
        for unit in units_changed_by(fact):
            view = story_view(views, unit, fact)
            views[unit] = view
            yield unit, view


def story_view(views, unit, fact):
    from carebus.domain.identity.evolve import evolve

    return evolve(unit, views.get(unit), fact)


def is_true_of(links, story):
    for name in NAMES:
        person = linked(story.of(name).links, key(name))
        assert links.join(key(name)) == person.keys
        assert links.prevailing(key(name)) == person.prevailing


@holds(st.lists(TELLINGS, max_size=25), st.data())
def test_a_copy_that_was_loaded_at_any_moment_and_followed_since_is_what_the_links_say(tellings, data):
    story = Story()
    for tell, one, other in tellings:
        story.when(tell(one, other))
    written = list(pictures_of(story))
    moment = data.draw(st.integers(0, len(written)))
    shelf = dict(written[:moment])

    links = Links()
    links.load(data.draw(st.permutations(list(shelf.values()))))
    for _, picture in written[moment:]:
        links.put(picture)

    is_true_of(links, story)


def test_a_merge_is_visible_at_every_key_by_its_first_picture():
    story, links = given(merged("a1", "a"), merged("b1", "b")), Links()
    links.load(view for view in story.views.values() if isinstance(view, LinkedPerson))

    links.put(given(*(fact for fact in story.facts), merged("a", "b")).of("b1"))

    assert all(set(links.join(key(name))) == {key(each) for each in ("a", "a1", "b", "b1")} for name in ("a", "b1"))


def test_keys_that_are_linked_to_none_take_no_room():
    story, links = given(merged("a", "b"), unmerged("a", "b"), died("c")), Links()
    for _, picture in pictures_of(story):
        links.put(picture)

    assert len(links) == 0
    assert links.join(key("nobody knows")) == (key("nobody knows"),)
    assert links.prevailing(key("nobody knows")) == key("nobody knows")


def test_all_keys_of_a_person_share_one_string():
    story, links = given(merged("a", "b"), merged("c", "b")), Links()
    links.load(story.views.values())

    assert len({id(person) for person in links._persons.values()}) == 1
