"""Understands what an entry is about in words: as a person chose to say it, nothing interpreted."""

from carebus.domain.critical_info.entry import Content


def what(content: Content) -> str | None:
    """The words of the code that a person chose, else of the first that has any, with the text where it says more; a bare code where there are none."""
    chosen = sorted(content.codes, key=lambda each: not each.user_selected)
    name = next(filter(None, (each.coding.display or each.coding.text for each in chosen)), None)
    more = content.text if content.text and content.text.strip() else None
    if name and more:
        return name if more.casefold() in name.casefold() else f"{name}: {more}"
    return name or more or next(filter(None, (each.coding.code for each in chosen)), None)
