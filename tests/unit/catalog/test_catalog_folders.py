"""Where plans are found, and how a broken one leaves the others alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ogp_etl.catalog import find_plans, plans_folder, read_plan, read_plans
from ogp_etl.errors import InputInvalid

PACKAGED = ["tw-2020-draft", "tw-2021", "tw-2025"]


def test_the_plans_that_travel_with_the_program_are_found():
    assert list(find_plans()) == PACKAGED
    assert find_plans()["tw-2021"] == plans_folder() / "tw-2021"


def test_an_operators_folder_is_a_plan_or_a_folder_of_plans(write, tmp_path):
    folder = write()
    (tmp_path / "not-a-plan").mkdir()
    assert find_plans([folder]) == {**find_plans(), "xx-2030": folder}
    assert find_plans([tmp_path]) == {**find_plans(), "xx-2030": folder}


def test_an_operators_plan_takes_the_place_of_the_one_that_travels_with_the_program(write, changed):
    folder = write({"plan.yml": changed("plan.yml", "xx-2030", "tw-2025")}, name="tw-2025")
    plans, broken = read_plans([folder])
    assert (plans["tw-2025"].start.year, broken) == (2030, {})


def test_a_broken_plan_does_not_stop_the_others(write, tmp_path):
    write({"commitments/1-1.yml": "number: [\n"}, name="broken")
    write()
    plans, broken = read_plans([tmp_path])
    assert list(plans) == [*PACKAGED, "xx-2030"]
    assert list(broken) == ["broken"]


def test_a_plan_is_named_as_its_folder_when_it_is_looked_for_by_name(write):
    folder = write(name="other")
    plans, broken = read_plans([folder])
    assert (
        str(broken["other"])
        == f"{folder}/plan.yml:1: the id is xx-2030, but the folder is named other; write id: other, or name the folder xx-2030"
    )
    assert "xx-2030" not in plans
    assert read_plan(folder).id == "xx-2030"


def test_two_folders_for_one_plan_are_a_fault_of_that_plan_only(write, tmp_path):
    first, second = write(), tmp_path / "more" / "xx-2030"
    second.parent.mkdir()
    first.rename(second)
    write()
    with pytest.raises(InputInvalid, match="the plan xx-2030 is also in"):
        find_plans([tmp_path, tmp_path / "more"])
    plans, broken = read_plans([tmp_path, tmp_path / "more"])
    assert (list(plans), list(broken)) == (PACKAGED, ["xx-2030"])


def test_one_folder_given_twice_is_no_fault(write):
    folder = write()
    assert find_plans([folder, folder.parent])["xx-2030"] == folder


def test_a_folder_that_is_not_there_is_named(tmp_path):
    missing = tmp_path / "none"
    with pytest.raises(InputInvalid, match="there is no such folder"):
        find_plans([missing])
    plans, broken = read_plans([missing])
    assert (list(plans), list(broken)) == (PACKAGED, [str(missing)])


def test_a_folder_meant_as_a_plan_is_never_passed_over_in_silence(write, tmp_path):
    write({"plan.yml": None, "plan.yaml": "id: xx-2030\n"})
    _, broken = read_plans([tmp_path])
    assert "plan.yml: there is no such file" in str(broken["xx-2030"])


def test_commitments_are_in_the_order_of_their_numbers(write):
    numbers = ["1-10", "2-1", "1-2", "10-1", "1-9", "A-1"]
    cards = {f"commitments/{number}.yml": f'number: "{number}"\ntitle: {{en: C}}\n' for number in numbers}
    plan = read_plan(write(cards))
    assert [commitment.number for commitment in plan.commitments] == ["1-1", "1-2", "1-9", "1-10", "2-1", "10-1", "A-1"]


def test_the_catalogue_is_imported_without_airflow_or_a_parser_of_pages():
    code = "import sys, ogp_etl.catalog; print({'airflow', 'bs4', 'requests', 'sqlalchemy'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
