# Copyright (c) boxfleet contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What an instance is made of: its flavor, its image, and how it is billed. Each is changed by a call of its own."""

from __future__ import annotations

from typing import Any, Callable, Iterable

from ..._core.converge import Run
from ..._core.errors import InvalidInput, Missing, Refused, WaitTimeout
from ..._core.kind import Kind, Thing
from ..._core.options import option
from ..._core.record.table import Change, Part
from ..._core.suggest import did_you_mean
from .. import kinds, shapes
from ..client import Client
from .model import RUNNING, instance, instance_shape, place

# Seconds in which one that is busy may come to rest.
_BUSY = 300.0


def offered(client: Client, project: Thing, region: str, *lists: str) -> list[Thing]:
    """What is on offer in a region, of one or more lists, the first in the front."""
    return [
        one for path in lists for one in client.known(*kinds.below(project, path), shape=shapes.OFFER, region=region)
    ]


def chosen(things: Iterable[Thing], wanted: str, option_name: str, what: str, region: str) -> str:
    """The id of the one that is named by its id or name. Of several of a name, the first is meant.

    :raises InvalidInput: there is none.
    """
    there = list(things)
    found = next((one for one in there if wanted == one["id"]), None) or next(
        (one for one in there if wanted == one["name"]), None
    )
    if found is None:
        advice = did_you_mean(wanted, {one["name"] for one in there}, has="There are")
        rule = f"is no {what} in region {region}"
        if option_name == "image":
            # a snapshot may be one that another task makes
            raise Missing(option_name, wanted, rule, advice, ("snapshot",))
        raise InvalidInput(option_name, wanted, rule, advice=advice)
    return str(found["id"])


def act(
    resource: Any, there: Thing, doing: str, *path: str, values: Any = None, shows: Callable[[Thing], bool]
) -> Thing:
    """Have something done with an instance; the instance, as one for which that is under way.

    What is busy is waited for: it may become by itself what it shall be.
    """
    client, project = resource.client, resource.parents[0]
    try:
        client.act(*kinds.below(project, "instance", there["id"], *path), values=values)
    except Refused as error:
        if error.status == 409:
            _wait_for_change(resource, instance(project), there)
        raise
    return dict(client.begin(there["id"], there, doing, lambda seen: seen["status"] != there["status"] or shows(seen)))


def _wait_for_change(resource: Any, kind: Kind[Client], there: Thing) -> None:
    try:
        kind.watch(resource.client, there).until(
            lambda seen: seen is None or seen["status"] != there["status"], resource.deadline.within(_BUSY)
        )
    except WaitTimeout:
        # then the refusal is the last word
        return


class Flavor(Part):
    """Its size."""

    name = "flavor"
    along = True

    def options(self) -> Iterable[tuple[str, str, Any]]:
        """The flavor, and whether an instance may become another one."""
        return (("flavor", "str | None", option()), ("resize", "bool", False))

    def goes_along(self, resource: Any) -> Any:
        """Its id."""
        return self._wanted(resource, resource.coming)

    def view(self, resource: Any, thing: Thing) -> Any:
        """Its name."""
        return _name(self._offered(resource, thing), thing.get("flavorId"))

    def result(self, thing: Thing) -> Any:
        """Its id."""
        return thing.get("flavorId")

    def changes(self, resource: Any, thing: Thing) -> Iterable[Change]:
        """Make it one of another flavor, if that is allowed."""
        wanted, there = self._wanted(resource, thing), thing.get("flavorId")
        if wanted == there:
            return
        if not resource.desired.resize:
            rule = (
                f"is not the flavor of instance {resource.kind.describe(thing)}, which is {self.view(resource, thing)}"
            )
            advice = "Set resize: true to change it, which stops the instance for some minutes, or leave flavor out"
            raise InvalidInput("flavor", resource.desired.flavor, rule, advice=advice)

        def reached(seen: Thing) -> bool:
            return bool(seen.get("flavorId") == wanted and place(seen) == RUNNING)

        def make(found: Thing, _run: Run) -> Thing:
            return act(resource, found, "resize", "resize", values={"flavorId": wanted}, shows=reached)

        yield Change(
            "resize",
            f"resize instance {resource.name}",
            {"flavor": _name(self._offered(resource, thing), wanted), "power": RUNNING},
            make,
            reached,
        )

    def foreseen(self, resource: Any, thing: Thing) -> Thing:
        """The instance with that flavor."""
        return {**thing, "flavorId": self._wanted(resource, thing)}

    def _offered(self, resource: Any, thing: Thing) -> list[Thing]:
        return offered(resource.client, resource.parents[0], str(thing.get("region")), "flavor")

    def _wanted(self, resource: Any, thing: Thing) -> str:
        region, wanted, there = str(thing.get("region")), resource.desired.flavor, self._offered(resource, thing)
        if not there:
            where = kinds.below(resource.parents[0], "flavor")
            regions = {str(one.get("region")) for one in resource.client.known(*where, shape=shapes.OFFER)}
            rule = f"is no region in which {resource.kind.owner} has flavors"
            raise InvalidInput("region", region, rule, advice=did_you_mean(region, regions))
        return chosen(there, wanted, "flavor", "flavor", region)


class Image(Part):
    """What is on its disk: it counts when it is made, and where it may be made anew."""

    name = "image"
    along = True

    def options(self) -> Iterable[tuple[str, str, Any]]:
        """The image, and whether an instance may lose what is on its disk."""
        return (("image", "str | None", option()), ("reinstall", "bool", False))

    def goes_along(self, resource: Any) -> Any:
        """Its id."""
        return self._wanted(resource, resource.coming)

    def view(self, resource: Any, thing: Thing) -> Any:
        """Its name."""
        return _name(self._offered(resource, thing), thing.get("imageId"))

    def result(self, thing: Thing) -> Any:
        """Its id."""
        return thing.get("imageId")

    def changes(self, resource: Any, thing: Thing) -> Iterable[Change]:
        """Put another image on its disk, if that is allowed."""
        if not resource.desired.reinstall or self._is_there(resource, thing):
            return
        wanted = self._wanted(resource, thing)

        def reached(seen: Thing) -> bool:
            return bool(seen.get("imageId") == wanted and place(seen) == RUNNING)

        def make(found: Thing, _run: Run) -> Thing:
            return act(resource, found, "reinstall", "reinstall", values={"imageId": wanted}, shows=reached)

        yield Change(
            "reinstall",
            f"reinstall instance {resource.name}",
            {"image": _name(self._offered(resource, thing), wanted), "power": RUNNING},
            make,
            reached,
        )

    def foreseen(self, resource: Any, thing: Thing) -> Thing:
        """The instance with that image, where it will get it."""
        new = thing.get("id") is None or resource.desired.reinstall
        return {**thing, "imageId": self._wanted(resource, thing)} if new else thing

    def _is_there(self, resource: Any, thing: Thing) -> bool:
        """Whether the image is on its disk, or one of the same name: the service renews images under their names."""
        return self._wanted(resource, thing) == thing.get("imageId") or (
            resource.desired.image == self._name_there(resource, thing)
        )

    @staticmethod
    def _name_there(resource: Any, thing: Thing) -> str | None:
        if not thing.get("image"):
            where = kinds.below(resource.parents[0], "instance", thing["id"])
            thing = resource.once("there", lambda: resource.client.get(*where, shape=instance_shape))
        name: str | None = (thing.get("image") or {}).get("name")
        return name

    @staticmethod
    def _offered(resource: Any, thing: Thing) -> list[Thing]:
        client, project, region = resource.client, resource.parents[0], str(thing.get("region"))
        there = offered(client, project, region, "image")
        wanted = (resource.desired.image, thing.get("imageId"))
        # snapshots are asked for where an image does not do
        if any(
            one is not None and not {one} & {each[key] for each in there for key in ("id", "name")} for one in wanted
        ):
            return offered(client, project, region, "image", "snapshot")
        return there

    def _wanted(self, resource: Any, thing: Thing) -> str:
        region, wanted = str(thing.get("region")), resource.desired.image
        return chosen(self._offered(resource, thing), wanted, "image", "image or snapshot", region)


class MonthlyBilling(Part):
    """Whether it is paid by the month, which cannot be undone."""

    name = "monthly_billing"
    along = True

    def options(self) -> Iterable[tuple[str, str, Any]]:
        """Whether it is."""
        return (("monthly_billing", "bool | None", option()),)

    def goes_along(self, resource: Any) -> Any:
        """Whether it is."""
        return resource.desired.monthly_billing

    def view(self, resource: Any, thing: Thing) -> Any:
        """Whether it is."""
        return self.result(thing)

    def result(self, thing: Thing) -> Any:
        """Whether it is."""
        return bool(thing.get("monthlyBilling"))

    def changes(self, resource: Any, thing: Thing) -> Iterable[Change]:
        """Have it paid by the month."""
        wanted = resource.desired.monthly_billing
        if wanted == self.result(thing):
            return
        if not wanted:
            rule = f"cannot be: instance {resource.kind.describe(thing)} is paid by the month already"
            raise InvalidInput("monthly_billing", wanted, rule, advice="Leave the option out, or set it to true")

        def make(found: Thing, _run: Run) -> Thing:
            return act(resource, found, "monthly billing", "activeMonthlyBilling", shows=self.result)

        after = {"monthly_billing": True}
        yield Change("activate_monthly_billing", f"bill instance {resource.name} monthly", after, make, self.result)

    def foreseen(self, resource: Any, thing: Thing) -> Thing:
        """The instance, paid so."""
        return {**thing, "monthlyBilling": {"status": "ok"} if resource.desired.monthly_billing else None}


def _name(things: Iterable[Thing], thing_id: Any) -> Any:
    """The name of a thing, its id where it has none."""
    return next((one["name"] for one in things if one["id"] == thing_id), thing_id)
