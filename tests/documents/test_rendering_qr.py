"""The QR code on the page, read back from its pixels by a small reader of version 9 codes, level M."""

from typing import Final

import pypdfium2
import pypdfium2.raw
import pytest
from msgspec.structs import replace
from tests.documents.papers import code_for, packing_list, transport_form

from aftersales.documents.rendering.model import Paper
from aftersales.documents.rendering.service import render

SIZE: Final = 53
SCALE: Final = 6
BLOCKS: Final = (36, 36, 36, 37, 37)
ALIGNMENT: Final = (6, 26, 46)
ALPHANUMERIC: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
Modules = list[list[bool]]


def modules_on(page: pypdfium2.PdfPage) -> Modules:
    """Whether each module is dark, sampled at its centre in the lower left corner of the page."""
    bitmap = page.render(scale=SCALE, grayscale=True)
    pixels, stride, height = bytes(bitmap.buffer), bitmap.stride, bitmap.height
    right, top = int(41 / 25.4 * 72 * SCALE), height - int(40 / 25.4 * 72 * SCALE)
    dark = [(x, y) for y in range(top, height) for x in range(right) if pixels[y * stride + x] < 128]
    left, upper = min(x for x, _ in dark), min(y for _, y in dark)
    pitch = (max(x for x, _ in dark) + 1 - left) / SIZE
    centre = [int((n + 0.5) * pitch) for n in range(SIZE)]
    return [[pixels[(upper + y) * stride + left + x] < 128 for x in centre] for y in centre]


def is_function(row: int, column: int) -> bool:
    finder = (row < 9 and column < 9) or (row < 9 and column >= SIZE - 8) or (row >= SIZE - 8 and column < 9)
    version = (row < 6 and column >= SIZE - 11) or (column < 6 and row >= SIZE - 11)
    corners = {(6, 6), (6, 46), (46, 6)}
    alignment = any(
        abs(row - y) <= 2 and abs(column - x) <= 2 for y in ALIGNMENT for x in ALIGNMENT if (y, x) not in corners
    )
    return finder or version or alignment or row == 6 or column == 6


def codewords_in(modules: Modules) -> list[int]:
    """The interleaved codewords: two columns at a time from the right, up and down, mask 2 taken off."""
    bits: list[bool] = []
    upward = True
    for right in (*range(SIZE - 1, 6, -2), 5, 3, 1):
        rows = range(SIZE - 1, -1, -1) if upward else range(SIZE)
        for row in rows:
            columns = (c for c in (right, right - 1) if not is_function(row, c))
            bits.extend(modules[row][c] != (c % 3 == 0) for c in columns)
        upward = not upward
    return [int("".join("01"[bit] for bit in bits[n : n + 8]), 2) for n in range(0, len(bits) - 7, 8)]


def text_in(modules: Modules) -> str:
    words = iter(codewords_in(modules))
    blocks: list[list[int]] = [[] for _ in BLOCKS]
    for place in range(max(BLOCKS)):
        for block, length in zip(blocks, BLOCKS, strict=True):
            if place < length:
                block.append(next(words))
    bits = "".join(f"{word:08b}" for block in blocks for word in block)
    text, at = "", 0

    def take(count: int) -> int:
        nonlocal at
        at += count
        return int(bits[at - count : at], 2)

    while mode := take(4):
        if mode == 4:
            text += bytes(take(8) for _ in range(take(8))).decode()
        else:
            count = take(9)
            for _ in range(count // 2):
                pair = take(11)
                text += ALPHANUMERIC[pair // 45] + ALPHANUMERIC[pair % 45]
            text += ALPHANUMERIC[take(6)] if count % 2 else ""
    return text


@pytest.mark.parametrize("paper", [packing_list(), transport_form()], ids=["packing_list", "transport_form"])
def test_a_scanner_reads_the_verification_address(paper: Paper) -> None:
    verification = code_for(paper)

    page = pypdfium2.PdfDocument(render(paper, verification=verification))[0]

    assert text_in(modules_on(page)) == verification.url


def test_every_page_carries_the_same_code() -> None:
    paper = packing_list(100)
    verification = code_for(paper)

    document = pypdfium2.PdfDocument(render(paper, verification=verification))

    assert [text_in(modules_on(page)) for page in document] == [verification.url] * 4


def test_the_code_is_also_a_link() -> None:
    paper = replace(packing_list(), dealer_name="乙")
    verification = code_for(paper)

    pdf = render(paper, verification=verification)

    assert verification.url.encode() in pdf
