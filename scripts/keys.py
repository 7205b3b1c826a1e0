"""`fairmatch keys`: who may call the HTTP service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from fairmatch.options import store_options
from fairmatch.output import print_json, say_aside
from fairmatch.storage import opened
from matcher.domain.moments import wall_clock, write_moment
from matcher.domain.words import say

if TYPE_CHECKING:
    from matcher.store import KeyInfo

_SCOPES = "match:read profiles:write sensitive:read fairs:run feedback:write admin"


@click.group("keys")
def command() -> None:
    """Make, list and revoke API keys.

    A key belongs to one tenant and has scopes; it is shown once and stored as a digest.

    \b
    Example:
      fairmatch keys create --name platform --scope match:read --scope profiles:write
    """


@command.command("create")
@click.option("--name", required=True, metavar="N", help="What the key is for.")
@click.option("--scope", "scopes", required=True, multiple=True, metavar="S", help=f"One of: {_SCOPES}. Repeatable.")
@store_options
def create(
    name: str, scopes: tuple[str, ...], db: str | None, data: str | None, tenant: str, lang: str, as_json: bool
) -> None:
    """Make a key. The key alone goes to stdout, once.

    \b
    Example:
      fairmatch keys create --name platform --scope match:read
    """
    wanted = [scope for given in scopes for scope in given.replace(",", " ").split()]
    with opened(db, data) as (store, _):
        secret, info = store.keys.create(tenant, name, wanted, wall_clock())
    if as_json:
        print_json({"key": secret, **_as_data(info)})
    else:
        click.echo(secret)
        say_aside(say("key_made", lang, id=info.id, tenant=tenant))


@command.command("list")
@store_options
def list_(db: str | None, data: str | None, tenant: str, lang: str, as_json: bool) -> None:
    """List the keys of a tenant, without the keys themselves.

    \b
    Example:
      fairmatch keys list
    """
    with opened(db, data) as (store, _):
        found = store.keys.listed(tenant)
    if as_json:
        print_json({"keys": [_as_data(info) for info in found]})
        return
    for info in found:
        ended = say("key_ended", lang, at=write_moment(info.revoked_at)) if info.revoked_at else ""
        scopes, made = " ".join(sorted(info.scopes)), write_moment(info.created_at)
        click.echo("  ".join(part for part in (info.id, info.name, scopes, made, ended) if part))
    if not found:
        say_aside(say("key_none", lang, tenant=tenant))


@command.command("revoke")
@click.argument("key")
@store_options
def revoke(key: str, db: str | None, data: str | None, tenant: str, lang: str, as_json: bool) -> None:
    """End a key, by its id or its name.

    \b
    Example:
      fairmatch keys revoke platform
    """
    with opened(db, data) as (store, _):
        info = store.keys.revoke(key, tenant, wall_clock())
    if as_json:
        print_json(_as_data(info))
    else:
        say_aside(say("key_revoked", lang, id=info.id, name=info.name))


def _as_data(info: KeyInfo) -> dict[str, Any]:
    return {
        "id": info.id,
        "tenant": info.tenant,
        "name": info.name,
        "scopes": sorted(info.scopes),
        "created_at": write_moment(info.created_at),
        "revoked_at": write_moment(info.revoked_at) if info.revoked_at else None,
    }
