"""Understands how a patient's reports stand in a terminal: one panel a report, what is missing said first."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from carebus.cli.show_rows import table
from carebus.cli.show_words import age, as_written, missing, people, text, when
from carebus.reader.pictures.answered import Answered
from carebus.reader.pictures.answers import SearchAnswer
from carebus.reader.pictures.occurrences import FollowUpPicture, OccurrencePicture
from carebus.reader.pictures.releases import ReleasePicture, WithheldPicture
from carebus.reader.pictures.reports import ReportPicture


def reports(answer: SearchAnswer) -> Iterator[RenderableType]:
    """Every part of the screen, from top to bottom."""
    yield from map(missing, answer.missing)
    yield from map(_panel, answer.reports)
    yield footing(answer)


def footing(answer: Answered, word: str = "As of") -> Text:
    """How current the answer is; `word` says what the time is of."""
    copied = f", known complete {answer.age_seconds:.0f} s before" if answer.age_seconds is not None else ""
    return text(f"{word} {when(answer.answered)}{copied}. Times are those of Norway.", "dim")


def occurrence(shown: OccurrencePicture) -> Group:
    """One set of samples: its status, its rows, what stands apart, and what became of it."""
    return Group(*_parts(shown))


def _parts(shown: OccurrencePicture) -> Iterator[RenderableType]:
    newest = shown.versions[-1].generated
    yield from _heading(shown)
    yield table(shown.rows, newest) if shown.rows else text("No rows.", "dim")
    if shown.apart:
        yield text("Apart: kept, and not to be taken for current", "bold yellow")
        yield table(shown.apart, newest)
    yield from _ending(shown)


def withheld(said: WithheldPicture) -> Text:
    """What a patient reads instead of a set of samples."""
    return text(f"Withheld until {when(said.until) if said.until else 'the requester releases it'}.", "bold yellow")


def _panel(report: ReportPicture) -> Panel:
    flags = [text(f"⚑ {flag}", "bold yellow") for flag in report.flags]
    sets = [part for each in report.occurrences for part in (occurrence(each), Text())][:-1]
    newest = f"version of {when(report.newest)}, {age(report.age_seconds)}" if report.newest else "not shown yet"
    return Panel(
        Group(*flags, *sets, *map(withheld, report.withheld)),
        title=text(f"{report.laboratory.name or report.laboratory.id} · {report.report_id}", "bold"),
        title_align="left",
        subtitle=text(f"{newest}, revision {report.revision}", "dim"),
        subtitle_align="right",
    )


def _heading(shown: OccurrencePicture) -> Iterator[Text]:
    status = shown.status.value.replace("-", " ")
    cause = f" ({shown.cancellation})" if shown.cancellation else ""
    issued = f", issued {as_written(shown.issued)}" if shown.issued else ""
    yield text(f"{status.capitalize()}{cause}{issued}{f', {shown.discipline}' if shown.discipline else ''}", "bold")
    yield from (text(f"⚑ {flag}", "yellow") for flag in shown.flags)
    for asked in shown.clinical_information:
        yield text(f"{asked.heading or 'Clinical information'}: {asked.text or ''}")


def _ending(shown: OccurrencePicture) -> Iterator[Text]:
    comments = (shown.comment, *(code.display for code in shown.coded_comments))
    yield from (text(f"Comment: {each}", "italic") for each in comments if each)
    if shown.follow_up:
        yield _follow_up(shown.follow_up)
    yield _release(shown.release)
    if shown.recipients:
        yield text(f"Sent to: {people(shown.recipients)}", "dim")
    told = shown.versions[-1].messages
    yield text(
        "From: "
        + "; ".join(f"message {each.message_id or '(no id)'}, received {when(each.received)}" for each in told),
        "dim",
    )


def _follow_up(shown: FollowUpPicture) -> Text:
    who = people((shown.responsible,)) if shown.responsible else "nobody named"
    if shown.open:
        since = f" since {when(shown.since)}" if shown.since else ""
        return text(f"Follow-up open{since}: {who}", "bold yellow")
    by = f" by {shown.acknowledged_by}" if shown.acknowledged_by else ""
    return text(f"Followed up{by} {when(shown.acknowledged_at)}".rstrip(), "green")


def _release(shown: ReleasePicture) -> Text:
    if shown.word == "withheld":
        end = when(shown.until) if shown.until else "the requester releases it"
        return text(f"Withheld from the patient until {end}.", "yellow")
    at = f" by the requester {when(shown.released)}" if shown.released else ""
    return text(f"Released to the patient{at}.", "dim")
