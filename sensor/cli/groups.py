"""A group of commands that says which one was probably meant, whatever version of click is there."""

import click


class Group(click.Group):
    """As click's, but for what it says of a command that there is not."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that *args* begin with, and the rest; raises UsageError."""
        name = args[0]
        unknown = self.get_command(ctx, name) is None and not name.startswith("-")
        if unknown and not ctx.resilient_parsing:
            from sensor.signatures.problems import nearest

            ctx.fail(f"No such command {name!r}: {nearest(name, self.list_commands(ctx))}")
        return super().resolve_command(ctx, args)
