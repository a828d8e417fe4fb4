"""The `carebus` command: every command and where it is written."""

import typer

from carebus.cli import coverage, held, offsets, publish, rebuild, schemas, services, show, sources, stack, topics

app = typer.Typer(
    name="carebus",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    help="Shared care information follows the patient. Start with `carebus up`, `carebus examples FOLDER`, `carebus publish FOLDER`.",
)
app.command()(stack.up)
app.command()(stack.down)
app.command()(publish.publish)
app.command()(show.show)
app.command()(services.projector)
app.command()(services.reader)
app.command()(rebuild.rebuild)
app.add_typer(topics.app, name="topics")
app.add_typer(schemas.app, name="schemas")
app.add_typer(sources.app, name="sources")
app.add_typer(held.commands, name="held")
app.add_typer(offsets.app, name="offsets")
app.command("coverage")(coverage.coverage_command)

__all__ = ["app"]
