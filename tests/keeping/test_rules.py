"""What makes an archive unacceptable before anything of it is read."""

import io
import zipfile

import pytest

from aftersales.documents import keyring
from aftersales.platform.archives.errors import ArchiveCorrupt
from aftersales.platform.archives.model import MANIFEST, SIGNATURE
from aftersales.platform.archives.rules import MOST_SIGNED, manifest_of, open_archive


def test_a_manifest_that_says_it_is_larger_than_any_is_not_even_unpacked() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as new:
        new.writestr(MANIFEST, b"{}")
        new.writestr(SIGNATURE, b"{}")
    archive = open_archive(content)
    archive.getinfo(MANIFEST).file_size = MOST_SIGNED + 1

    with pytest.raises(ArchiveCorrupt) as refusal:
        manifest_of(archive, keyring, "0001")

    assert refusal.value.params == {"entry": MANIFEST}
