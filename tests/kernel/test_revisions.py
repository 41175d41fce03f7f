"""The newest revision is told without Alembic, and told alike."""

import os
import subprocess
import sys

from alembic.config import Config
from alembic.script import ScriptDirectory

from aftersales import migrations


def test_the_newest_revision_is_what_alembic_takes_for_it() -> None:
    settings = Config()
    settings.set_main_option("script_location", "aftersales:migrations")
    settings.set_main_option("path_separator", "os")

    assert migrations.head() == ScriptDirectory.from_config(settings).get_current_head()


def test_programs_load_neither_alembic_nor_a_terminals_toolkit(environment: dict[str, str]) -> None:
    programs = "import sys, aftersales_api.main, aftersales_worker.main; aftersales_api.main.create_app()"
    heavy = "print(sorted({'alembic', 'prompt_toolkit', 'pydantic', 'typer', 'boto3'} & set(sys.modules)))"

    answer = subprocess.run(  # noqa: S603 - our own programs
        [sys.executable, "-c", f"{programs}; {heavy}"],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert answer.stdout.strip() == "[]"
