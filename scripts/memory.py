"""`fairmatch memory`: the names that staff confirmed, and how to forget one."""

from __future__ import annotations

import click

from fairmatch import options
from fairmatch.output import print_json, say_aside
from matcher.domain.words import say


@click.group("memory")
def command() -> None:
    """The office's memory: names that staff confirmed, by what came of a person and a post.

    A person who wished 万能工 is confirmed for the post 维修电工: the two names belong together. From the next match on
    posts called alike come nearer to wishes called alike, and the match gives that as a reason. Each tenant has its own
    memory; it goes with the person or the post that it came from.
    """


@command.command("list")
@options.store_options
def listed(tenant: str, lang: str, as_json: bool, db: str | None, data: str | None) -> None:
    """Every confirmed pair of names, with how often and when last.

    \b
    Example:
      fairmatch memory list
    """
    with options.office(db, data) as office:
        pairs = office.memory(tenant)
    if as_json:
        print_json({"memory": [pair.as_json() for pair in pairs]})
        return
    for pair in pairs:
        click.echo(
            say("memory_line", lang, wish=pair.wish, title=pair.title, count=pair.count, last=f"{pair.last:%Y-%m-%d}")
        )
    if not pairs:
        click.echo(say("memory_empty", lang))


@command.command("forget")
@click.argument("name", metavar="NAME")
@options.store_options
def forget(name: str, tenant: str, lang: str, as_json: bool, db: str | None, data: str | None) -> None:
    """Let NAME, of a wish or of a post, count no more from what was confirmed so far.

    A later confirmation of the same name counts again. The audit log keeps that something was forgotten, not what.

    \b
    Example:
      fairmatch memory forget 万能工
    """
    with options.office(db, data) as office:
        taken = office.forget(tenant, name)
    say_aside(say("memory_forgotten", lang, count=taken))
    if as_json:
        print_json({"forgotten": taken})
