"""Understands how a contest is shown in the terminal."""

from rich.console import Console
from rich.table import Table

from bench.figures import Contest


def show(console: Console, contest: Contest) -> None:
    """Print a contest: its table, its goals, its notes."""
    table = Table(title=contest.title, title_justify="left")
    for place, column in enumerate(contest.columns):
        table.add_column(column, justify="right" if place else "left")
    for row in contest.rows:
        table.add_row(*row)
    console.print(table)
    for goal in contest.goals:
        sign = "[green]reached[/]" if goal.reached else "[red]missed [/]"
        console.print(f"  {sign}  {goal.what}: [bold]{goal.seen}[/]", highlight=False)
    for note in contest.notes:
        console.print(f"  {note}", style="dim", highlight=False)
    console.print()
