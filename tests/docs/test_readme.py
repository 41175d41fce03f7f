"""The first walk of the README is a script, and speaks of a demo that is there."""

import subprocess
from datetime import date

from tests.docs.walk import script

from aftersales_local.demo.brands import parts_of, qinghe
from aftersales_local.demo.client import PASSWORD

BRAND = qinghe(date(2026, 11, 22))


def test_the_walk_is_a_script_that_bash_reads() -> None:
    read = subprocess.run(["/bin/bash", "-n"], input=script(), text=True, capture_output=True, check=False)

    assert (read.returncode, read.stderr) == (0, "")


def test_the_walk_logs_in_as_the_first_dealer_of_the_demo() -> None:
    dealer = BRAND.dealers[0]

    assert f'"email": "{dealer.contact_email}"' in script()
    assert f'"password": "{PASSWORD}"' in script()
    assert f'"dealer_name": "{dealer.name}", "dealer_address": "{dealer.address}"' in script()


def test_the_part_of_the_walk_belongs_to_the_model_that_it_looks_up() -> None:
    models = [model.code for model in BRAND.models if model.code.replace("-", "").startswith("QHA1")]

    assert models == ["QH-A1"]
    assert "QH-CHG-4802" in {part.number for part in parts_of(BRAND, "QH-A1", "charger")}


def test_the_first_dealer_has_sold_enough_of_that_model_to_take_one_at_random() -> None:
    today, dealer = date(2026, 11, 22), BRAND.dealers[0]

    recent = [
        unit
        for unit in BRAND.units
        if unit.model_code == "QH-A1" and unit.dealer_code == dealer.code and (today - unit.sale_date).days <= 300
    ]

    assert len(recent) == 17
