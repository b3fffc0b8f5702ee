# Copyright (c) boxfleet contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The customer: who they are, their bills, and the keys that dedicated servers and VPS know."""

from __future__ import annotations

from typing import Any

from sandbox._core.answer import Answer
from sandbox._core.documents import Document
from sandbox._core.routes import Route

from .call import VOID, Call, shown
from .dates import date_time, day, seconds
from .errors import bad_value, conflict, no_object
from .fields import Field, public_key, word
from .store import Store

BILLS = 3
DAYS = 24 * 3600


def plant(store: Store, account: int, now: float) -> None:
    """Who the customer is, and a bill for each of the last months."""
    nichandle = f"sb{10000 + account}-ovh"
    me = {
        "nichandle": nichandle,
        "firstname": "Sandy",
        "name": "Box",
        "email": f"{nichandle}@example.com",
        "country": "FR",
        "currency": {"code": "EUR", "symbol": "€"},
        "ovhSubsidiary": "FR",
        "ovhCompany": "ovh",
        "state": "complete",
        "legalform": "individual",
        "language": "en_GB",
        "customerCode": f"{1000 + account}-{2000 + account}-{30 + account}",
        "address": "1 Example Street",
        "city": "Roubaix",
        "zip": "59100",
        "area": None,
        "phone": "+33.100000000",
        "organisation": None,
        "vat": None,
    }
    store.documents.put(Document("nichandle", str(account), me, account=account))
    for number in range(1, BILLS + 1):
        _plant_bill(store, account, number, now - (BILLS - number + 1) * 30 * DAYS)


def price(value: float) -> dict[str, Any]:
    cents = round(value * 100)
    return {"currencyCode": "EUR", "text": f"{value:.2f} €", "value": value, "priceInUcents": cents * 1_000_000}


def _plant_bill(store: Store, account: int, number: int, now: float) -> None:
    key, net = f"FR{70_000_000 + account * 100 + number}", 10.0 * number
    tax = round(net * 0.2, 2)
    where = f"https://billing.example/facture/{key}"
    detail = {
        "billDetailId": f"{key}-1",
        "domain": "project",
        "description": "Public Cloud, consumption",
        "quantity": "1",
        "unitPrice": price(net),
        "totalPrice": price(net),
        "periodStart": day(now, -30),
        "periodEnd": day(now),
    }
    bill = {
        "billId": key,
        "date": date_time(now),
        "orderId": 90_000_000 + account * 100 + number,
        "category": "autorenew",
        "priceWithTax": price(net + tax),
        "priceWithoutTax": price(net),
        "tax": price(tax),
        "url": f"{where}.html?passwd=sandbox",
        "pdfUrl": f"{where}.pdf?passwd=sandbox",
        "password": "sandbox",
        "_details": [detail],
    }
    store.documents.put(Document("bill", key, bill, account=account))


def get(call: Call) -> Answer:
    return Answer(shown(call.listed("nichandle")[0].value))


def get_bills(call: Call) -> Answer:
    found = call.narrowed(call.listed("bill"), "category", "orderId")
    since, until = (_time(call, name) for name in ("date.from", "date.to"))
    return Answer([it.id for it in found if since <= seconds(it.value["date"]) <= (until or seconds(it.value["date"]))])


def _time(call: Call, name: str) -> float:
    sent = call.query.get(name)
    try:
        # a day alone is one in UTC
        return seconds(sent if "T" in sent else f"{sent}T00:00:00Z") if sent else 0.0
    except ValueError:
        raise bad_value(name) from None


def _bill(call: Call) -> Document:
    return call.item("bill", field="billId")


def get_bill(call: Call) -> Answer:
    return Answer(shown(_bill(call).value))


def get_details(call: Call) -> Answer:
    return Answer([detail["billDetailId"] for detail in _bill(call).value["_details"]])


def get_detail(call: Call) -> Answer:
    for detail in _bill(call).value["_details"]:
        if detail["billDetailId"] == call.parts["detail"]:
            return Answer(detail)
    raise no_object("billDetailId", call.parts["detail"])


# Keys


def ssh_key(call: Call, name: str) -> Document | None:
    """A key of the account, by its name."""
    return call.get("account-key", f"{call.account} {name}")


def _key(call: Call) -> Document:
    found = ssh_key(call, call.parts["item"])
    if found is None:
        raise no_object("keyName", call.parts["item"])
    return found


def get_keys(call: Call) -> Answer:
    return Answer([it.value["keyName"] for it in call.listed("account-key")])


def post_key(call: Call) -> Answer:
    value = call.complete(Field("keyName", word, needed=True), Field("key", public_key, needed=True))
    if ssh_key(call, value["keyName"]):
        raise conflict(f"The key {value['keyName']} already exists")
    call.new("account-key", f"{call.account} {value['keyName']}", {**value, "default": False})
    return VOID


def get_key(call: Call) -> Answer:
    return Answer(shown(_key(call).value))


def delete_key(call: Call) -> Answer:
    return call.removed(_key(call))


ROUTES = (
    Route("GET", "/me", get),
    Route("GET", "/me/bill", get_bills),
    Route("GET", "/me/bill/{item}", get_bill),
    Route("GET", "/me/bill/{item}/details", get_details),
    Route("GET", "/me/bill/{item}/details/{detail}", get_detail),
    Route("GET", "/me/sshKey", get_keys),
    Route("POST", "/me/sshKey", post_key),
    Route("GET", "/me/sshKey/{item}", get_key),
    Route("DELETE", "/me/sshKey/{item}", delete_key),
)
