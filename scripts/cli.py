"""The command `fairmatch`: finds a verb's file, runs it, and turns its errors into exit codes.

0 done; 2 the input or the usage is wrong; 1 anything else. A verb's module is imported when the verb is called, so
that `fairmatch --help` starts quickly.
"""

from __future__ import annotations

import importlib
import os
import sys

import click

VERBS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "Make a sample city, match it, serve it."),
    "import": ("import_", "Read staff's spreadsheets into the store."),
    "show": ("show", "Show a stored record."),
    "list": ("list_", "List what is stored."),
    "match": ("match", "Ranked matches with reasons."),
    "eligibility": ("eligibility", "Every rule of one pair."),
    "arrange": ("arrange", "What would make a workplace fit a person."),
    "ledger": ("ledger", "Which arrangement at which employers opens posts to how many people."),
    "owed": ("owed", "What a service still owes people, and one person's plan."),
    "screen": ("screen", "Discriminatory conditions in job advertisements."),
    "shut-out": ("shut_out", "Whom the conditions of a post shut out."),
    "inspect": ("inspect_", "A random inspection of posts, with its sheets."),
    "policies": ("policies", "Policy instruments that may apply."),
    "fair": ("fair", "Before and after a fair."),
    "train": ("train", "Learn the ranker from outcomes."),
    "memory": ("memory", "The names that staff confirmed."),
    "evaluate": ("evaluate", "Measure the quality of the models offline."),
    "audit": ("audit", "Protected traits flipped, exposure by group."),
    "keys": ("keys", "Make, list and revoke API keys."),
    "merge": ("merge", "Merge two records of one person or post."),
    "backup": ("backup", "Copy the store into one file."),
    "restore": ("restore", "Bring a backup back."),
    "doctor": ("doctor", "Look whether everything is in order."),
    "serve": ("serve", "The HTTP service and the staff console."),
    "generate": ("generate", "A synthetic city."),
}


class Verbs(click.Group):
    """A group whose commands are modules, loaded when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: D102 click's own
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: D102
        if name not in VERBS:
            return None
        module = importlib.import_module(f"fairmatch.{VERBS[name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: D102
        with formatter.section("Verbs"):
            formatter.write_dl([(name, text) for name, (_, text) in VERBS.items()])

    def resolve_command(  # noqa: D102
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        import difflib

        if args and args[0] not in VERBS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], VERBS, n=1)
            ctx.fail(f"no verb {args[0]!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
        return super().resolve_command(ctx, args)


@click.command(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fairmatch")
def cli() -> None:
    """职配 FairMatch: lawful, explained job matching for public employment offices."""


def _language(arguments: list[str]) -> str:
    for at, argument in enumerate(arguments):
        if argument == "--lang" and at + 1 < len(arguments):
            return arguments[at + 1]
        if argument.startswith("--lang="):
            return argument.partition("=")[2]
    return "zh"


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code."""
    try:
        result = cli.main(arguments, standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.ClickException as wrong:
        wrong.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        return _failed(error, _language(arguments))


def _failed(error: Exception, language: str) -> int:
    from matcher.domain.errors import FairMatchError, Unavailable

    if not isinstance(error, FairMatchError):
        raise error
    click.echo(error.message(language), err=True)
    return 1 if isinstance(error, Unavailable) else 2


def main() -> None:
    """The console command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(run(sys.argv[1:]))
