"""The parser of the command line, made of the options."""

from clover.cli._errors import UsageError, offer_nearest
from clover.cli._options import FILE, FOLDER, HELP, OPTIONS, TAKES_TABLE


def make_app():
    """Return the parser of ``clover``, for click.

    It returns the name of a command and the values of its options.
    """
    import click

    from clover import __version__

    app = _make_group_class()(
        name="clover",
        help="Balance the classes of a table: oversampling inside clusters.",
        epilog="Exit codes: 0 if all went well, 1 if the data do not allow it, 2 if "
        "the command is wrong or nothing was written, 130 after an interrupt.",
        context_settings={"help_option_names": ["-h", "--help"]},
        no_args_is_help=False,
    )
    click.version_option(__version__, prog_name="clover")(app)
    for name in OPTIONS:
        app.add_command(_make_command(name))
    return app


def _make_group_class():
    import click

    class Commands(click.Group):
        """The commands in the order in which they are told; offers the nearest one."""

        def list_commands(self, ctx):
            return list(self.commands)

        def resolve_command(self, ctx, args):
            if args and args[0] not in self.commands and not args[0].startswith("-"):
                nearest = offer_nearest(args[0], self.commands)
                raise UsageError(f"There is no command {args[0]!r}. {nearest}")
            return super().resolve_command(ctx, args)

    return Commands


def _make_command(name):
    import click

    table = click.Argument(["table"], type=_make_path())
    params = [table] if name in TAKES_TABLE else []
    params += [_make_option(one) for one in OPTIONS[name]]

    # The command is done by the caller: click would meddle with its interrupts.
    def callback(**values):
        return name, values

    return click.Command(name, callback=callback, params=params, help=HELP[name])


def _make_option(one):
    import click

    attributes = dict(one.attributes)
    choices = attributes.pop("choices", None)
    if choices is not None:
        attributes["type"] = click.Choice(choices)
    if attributes.get("metavar") in (FILE, FOLDER):
        attributes["type"] = _make_path()
    names = attributes.pop("completions", None)
    if names is not None:
        attributes["shell_complete"] = lambda context, parameter, start: [
            name for name in names if name.startswith(start)
        ]
    return click.Option(list(one.flags), help=one.help, **attributes)


def _make_path():
    """Return the type of paths, which the shell completes and click does not check."""
    import click

    return click.Path(readable=False)
