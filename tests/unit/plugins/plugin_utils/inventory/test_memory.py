# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Remembering what an expression results in must never change what a user sees."""

from __future__ import annotations

import pytest

from ansible_collections.boxfleet.cloud.plugins.plugin_utils.inventory.memory import RememberingTemplar, asked_for


class FakeTemplar:
    """Says what it was asked, with which variables, and how often."""

    def __init__(self):
        self.available_variables = {}
        self.asked = 0
        self.environment = "an environment"

    def evaluate_expression(self, text):
        self.asked += 1
        if "fails" in str(text):
            raise ValueError(text)
        return [text, dict(self.available_variables)]

    template = evaluate_conditional = evaluate_expression


@pytest.fixture
def templar():
    return FakeTemplar()


@pytest.fixture
def memory(templar):
    return RememberingTemplar(templar, ["role", "plan"])


@pytest.mark.parametrize(
    ("template", "names"),
    [
        ("{{ metadata.role | default('none') }}", {"metadata"}),
        ("{{ plan['ram'] >= 16 and not running }}", {"plan", "running"}),
        ("{{ name.startswith('web') }}", {"name"}),
        ("{% if status in ['READY'] %} True {% else %} False {% endif %}", {"status"}),
        ("{{ role }}-{{ ips | first }}{{ 'x' if a is defined else b ~ 1 }}", {"role", "ips", "a", "b"}),
        ("{{ {'a': [1, b], 'c': tags[1:]} }}", {"b", "tags"}),
        ("{{ disks | map(attribute='name') | join(',') }}", {"disks"}),
        ("text", set()),
    ],
)
def test_what_depends_on_variables_alone_is_recognised(template, names):
    assert asked_for(template) == names


@pytest.mark.parametrize(
    "template",
    [
        "{{ lookup('ansible.builtin.pipe', 'date') }}",
        "{{ now() }}",
        "{{ role | some.unknown.filter }}",
        "{{ [1, 2] | random }}",
        "{{ 'x' | password_hash }}",
        "{{ tags | map('random') | list }}",
        "{% for tag in tags %}{{ tag }}{% endfor %}",
        "{% set a = 1 %}{{ a }}",
        "{{ broken",
    ],
)
def test_what_may_be_different_every_time_is_never_remembered(template):
    assert asked_for(template) is None


def test_hosts_with_the_same_values_share_a_result(memory, templar):
    for number in range(3):
        memory.available_variables = {"role": "web", "plan": {"id": 1}, "number": number}
        memory.evaluate_expression("role")
    assert templar.asked == 1


def test_hosts_with_other_values_have_their_own_result(memory):
    results = []
    for variables in ({"role": "web"}, {"role": "db"}, {"role": 1}, {"role": True}, {"role": None}, {}):
        memory.available_variables = variables
        results.append(memory.evaluate_expression("role | default('x')"))
    assert [variables for text, variables in results] == [
        {"role": "web"},
        {"role": "db"},
        {"role": 1},
        {"role": True},
        {"role": None},
        {},
    ]


def test_what_depends_on_other_variables_is_asked_anew(memory, templar):
    for _repetition in range(2):
        memory.available_variables = {"role": "web", "other": 1}
        memory.evaluate_expression("role ~ other")
        memory.evaluate_conditional(True)
    assert templar.asked == 4


def test_an_expression_that_fails_fails_for_every_host(memory, templar):
    for _repetition in range(2):
        memory.available_variables = {"role": "web"}
        with pytest.raises(ValueError, match="fails"):
            memory.evaluate_expression("role.fails")
    assert templar.asked == 1


def test_a_condition_and_an_expression_of_the_same_words_are_two_things(memory, templar):
    memory.available_variables = {"role": "web"}
    memory.evaluate_expression("role")
    memory.evaluate_conditional("role")
    memory.template("role")
    assert templar.asked == 3


def test_all_else_is_as_ansible_has_it(memory, templar):
    assert memory.environment == "an environment"
    assert not hasattr(memory, "no_such_method")
    memory.available_variables = {"a": 1}
    assert memory.available_variables == templar.available_variables == {"a": 1}
