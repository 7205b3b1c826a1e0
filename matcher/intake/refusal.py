"""Why a file is not read: a code with its values, before it becomes an error with words."""


class Refused(Exception):
    """A file that is not read; `code` has words in `data/words/intake.toml`."""

    def __init__(self, code: str, **values: object) -> None:
        self.code, self.values = code, values
        super().__init__(code)
