# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Running a module's task in Ansible's own process, where the module would run on the same machine anyway."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ansible import constants as C
from ansible.errors import AnsibleError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.plugins.action.normal import ActionModule as NormalAction

from ..module_utils._core.approval.terms import FREE, Terms, as_arguments
from ..module_utils._core.errors import Abandoned, InvalidInput
from ..module_utils._core.http import REQUESTS_MISSING
from ..module_utils._core.listings import Listings
from ..module_utils._core.parents import naming, stay
from ..module_utils._core.task import TaskSpec
from .as_module import result_of, telling
from .foreseen import Foreseen
from .steps.terms import terms_of_run

# The items of a loop run in one process, one after the other.
_LISTINGS = Listings(young=1.0)
# Variables that make another interpreter of the same program.
_FOR_THE_INTERPRETER = ("PYTHON", "LD_")


class InProcessAction(NormalAction):
    """Does what the module of its name does. A subclass names the task.

    Everything that this file imports is loaded once, before Ansible forks its workers.
    """

    spec: TaskSpec

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """The result of the task."""
        variables = task_vars or {}
        obstacle = self._obstacle(variables)
        environment = self._environment()
        if not obstacle and any(name.startswith(_FOR_THE_INTERPRETER) for name in environment):
            obstacle = "its environment is for an interpreter of its own"
        host = variables.get("inventory_hostname")
        try:
            terms, steps_file = self._terms(variables)
        except InvalidInput as error:
            return {"failed": True, "changed": False, "msg": str(error)}
        if obstacle:
            self._display.vvv(f"{self._task.action} runs as a module: {obstacle}", host=host)
            # A module says nothing before its end, and one that is asynchronous is looked after by Ansible.
            say = None if self._task.async_val else self._progress(variables)
            dry = self._task.check_mode
            with telling(self._task.action, "at work, as a module", say, host=str(host), check_mode=dry):
                return self._told(self._as_module(tmp, task_vars, terms), environment, terms, steps_file)
        self._display.vvv(f"{self._task.action} runs in Ansible's own process", host=host)
        with surroundings(environment, self._loader.get_basedir()):
            result = result_of(
                self.spec,
                self._task.action,
                self._task.args,
                check_mode=self._task.check_mode,
                verbosity=self._display.verbosity,
                invocation=_with_invocation(variables),
                say=self._progress(variables),
                host=str(host),
                listings=_LISTINGS,
                terms=terms,
            )
            return self._told({**ActionBase.run(self, tmp, task_vars), **result}, environment, terms, steps_file)

    def _told(
        self, result: dict[str, Any], environment: Mapping[str, str], terms: Terms, steps_file: str
    ) -> dict[str, Any]:
        """The result, with the file that its steps are written to, and with what a dry run foresaw before it.

        What nobody knows yet cannot be approved, and whoever asks for drift has found it.
        """
        if steps_file or terms.approved is not None or terms.fail_on_drift or not self._task.check_mode:
            result.pop("missing", None)
        else:
            foreseen = Foreseen(C.DEFAULT_LOCAL_TMP)
            result = foreseen.told(result, self.spec, self._task.action, self._task.args, environment)
        return noted_in(result, steps_file)

    def _terms(self, variables: Mapping[str, Any]) -> tuple[Terms, str]:
        """The terms of the run, and the file that steps are written to, if any."""

        def setting(name: str) -> Any:
            value = variables[name] if name in variables else os.environ.get(name.upper())
            return self._templar.template(value)

        def switch(name: str) -> bool:
            return self._switch(name, variables, default=False)

        module = self._task.action.rpartition(".")[2]
        return terms_of_run(setting, switch, str(variables.get("inventory_hostname")), module, self._task.no_log)

    def _as_module(self, tmp: str | None, task_vars: dict[str, Any] | None, terms: Terms) -> dict[str, Any]:
        """The result of the task as Ansible gets it of a module; no module is started when Ansible is gone."""
        try:
            stay()
        except Abandoned as error:
            return {"failed": True, "changed": False, "msg": str(error)}
        if terms != FREE:
            self._task.args = {**self._task.args, **as_arguments(terms)}
        here = self._connection.transport == "local" and not self._connection.become and not self._task.async_val
        with surroundings(naming() if here else {}, os.getcwd()):
            result: dict[str, Any] = super().run(tmp, task_vars)
        return result

    def _environment(self) -> dict[str, str]:
        """What the keyword environment asks for."""
        environment: dict[str, Any] = {}
        self._compute_environment_string(environment)
        return {name: str(value) for name, value in environment.items()}

    def _obstacle(self, variables: Mapping[str, Any]) -> str:
        """Why the task has to run as a module; empty if it has not."""
        if not self._switch("boxfleet_in_process", variables, default=True):
            return "boxfleet_in_process is off"
        if self._task.async_val:
            return "it is asynchronous"
        if self._connection.transport != "local":
            return f"its connection is {self._connection.transport}"
        become = self._connection.become
        if become and (C.BECOME_ALLOW_SAME_USER or become.get_option("become_user") != self._get_remote_user()):
            return "it becomes another user"
        interpreter = self._interpreter(variables)
        if not same_interpreter(interpreter, sys.executable):
            return f"its interpreter is {interpreter}"
        if REQUESTS_MISSING:
            return f"{sys.executable} cannot import requests"
        if C.DEFAULT_KEEP_REMOTE_FILES or "never" not in getattr(C, "DISPLAY_TRACEBACK", ["never"]):
            return "Ansible is set to debug modules"
        return ""

    def _interpreter(self, variables: Mapping[str, Any]) -> str:
        """The interpreter that Ansible would start for a module; what it has not looked for yet is "auto"."""
        if self._task.delegate_to:
            variables = variables["ansible_delegated_vars"][self._task.delegate_to]
        setting = C.config.get_config_value("INTERPRETER_PYTHON", variables=variables)
        interpreter = str(self._templar.template(setting) or "auto").strip()
        if not interpreter.startswith("auto"):
            return interpreter
        return str(variables.get("ansible_facts", {}).get("discovered_interpreter_python", interpreter))

    def _progress(self, variables: Mapping[str, Any]) -> Callable[[str], None] | None:
        """What takes lines about what is waited for; None where nobody wants to read them."""
        wanted = self._switch("boxfleet_progress", variables, default=_people_are_reading())
        if not wanted or self._task.no_log:
            return None
        host = variables.get("inventory_hostname")
        return lambda line: self._display.display(f"waiting: [{host}] => {line}", color=C.COLOR_VERBOSE)

    def _switch(self, name: str, variables: Mapping[str, Any], *, default: bool) -> bool:
        """A setting of the user: the variable of this name, else the environment variable, else the default."""
        value = variables[name] if name in variables else os.environ.get(name.upper()) or default
        value = self._templar.template(value)
        try:
            return bool(boolean(value))
        except TypeError:
            raise AnsibleError(f"{name}: {value!r} must be true or false") from None


def noted_in(result: dict[str, Any], steps_file: str) -> dict[str, Any]:
    """The result, with the file that its steps are written to."""
    if steps_file and "boxfleet" in result:
        result["boxfleet"] = {**result["boxfleet"], "steps_file": steps_file}
    return result


def same_interpreter(one: str, other: str) -> bool:
    """Whether two paths lead to the same program in the same folder.

    The program alone does not tell: all virtual environments of a Python link to one program.
    """
    return _place(one) == _place(other)


def _place(path: str) -> tuple[str, str]:
    return os.path.realpath(os.path.dirname(path)), os.path.realpath(path)


@contextmanager
def surroundings(environment: Mapping[str, str], folder: str) -> Iterator[None]:
    """The environment variables and the working directory that a module would have."""
    before, cwd = dict(os.environ), os.getcwd()
    os.environ.update(environment)
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(before)


def _with_invocation(variables: Mapping[str, Any]) -> bool:
    """Whether results of modules hold their parameters: before 2.21 they always do."""
    if not C.config.get_configuration_definition("INJECT_INVOCATION"):
        return True
    return bool(C.config.get_config_value("INJECT_INVOCATION", variables=variables))


def _people_are_reading() -> bool:
    """Whether output is for people, who want to read what goes well: the default callback, with nothing left out.

    Under ansible-runner, and so AWX, it is the one that ansible-runner wraps.
    """
    callback = C.DEFAULT_STDOUT_CALLBACK
    if callback == "awx_display":
        callback = os.environ.get("ORIGINAL_STDOUT_CALLBACK") or "default"
    if callback not in ("default", "ansible.builtin.default"):
        return False
    try:
        return bool(C.config.get_config_value("display_ok_hosts", plugin_type="callback", plugin_name="default"))
    except AnsibleError:
        # the callback has not been loaded under this name
        return True
