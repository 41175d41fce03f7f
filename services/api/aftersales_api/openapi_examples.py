"""Examples of request bodies: the main ones by hand, the others made from their schema."""

from typing import Any, Final, TypeAlias

import msgspec

from aftersales.policy import service as policy

Node: TypeAlias = dict[str, Any]

ID: Final = "0198c1f2-a4b8-7c3e-9d10-f5a6b7c8d9e0"
OTHER_ID: Final = "0198c1f2-a4b8-7c3e-9d10-f5a6b7c8d9e1"
DAY: Final = "2026-06-15"
INSTANT: Final = "2026-06-15T02:00:00Z"
LATER: Final = "2026-06-22T02:00:00Z"

LINE: Final[Node] = {
    "serial": "QH-1001",
    "part_number": "BAT-48",
    "quantity": 1,
    "fault_code": "E01",
    "fault_text": "无法充电",
    "human_damage": False,
    "proof": "invoice",
}
PACKING: Final[Node] = {
    "packing_list": {
        "dealer_address": "示范市示范路8号",
        "dealer_name": "示范电动车行",
        "dealer_phone": "000-0000-0000",
        "date": DAY,
        "total_quantity": 1,
    },
    "transport_form": {
        "consignee_address": "示范市工业大道1号",
        "consignee_name": "青禾一厂收货处",
        "consignee_phone": "000-0000-0001",
        "quantity": 1,
        "consignor_address": "示范市示范路8号",
        "consignor_name": "示范电动车行",
        "consignor_phone": "000-0000-0000",
        "carrier": "示范物流",
        "packages": 1,
        "packing_remarks": "原箱，防震",
    },
}

ALLOWANCES: Final[Node] = {
    "returns_filed": {"included": 500, "warn": [80, 95], "beyond": "refuse"},
    "messages_sent": {"included": 5000, "warn": [80], "beyond": "allow"},
}

BY_OPERATION: Final[dict[str, Node]] = {
    "log_in": {"email": "clerk@qinghe.example", "password": "correct-horse-battery", "mode": "bearer"},
    "switch_brand": {"tenant_id": ID},
    "read_offer": {"token": "aps_inv_…"},
    "accept_invitation": {"token": "aps_inv_…", "name": "王小明", "password": "correct-horse-battery"},
    "forget_password": {"email": "clerk@qinghe.example"},
    "set_password": {"token": "aps_reset_…", "password": "correct-horse-battery-2"},
    "create_organisation": {
        "kind": "dealer",
        "code": "QHD-01",
        "name": "示范电动车行",
        "name_en": "Demo E-bike Shop",
        "province": "示范省",
        "city": "示范市",
        "address": "示范路8号",
        "consignee": "张三",
        "phone": "000-0000-0000",
    },
    "invite": {
        "email": "clerk@dealer.example",
        "name": "王小明",
        "organisation_id": ID,
        "roles": ["dealer_clerk"],
    },
    "change_roles": {"roles": ["after_sales_clerk", "warehouse_keeper"]},
    "issue_key": {"name": "门店系统", "scopes": ["returns.read"], "lasts_days": 365},
    "start_import": {"kind": "dealers", "file_id": ID, "trial": False},
    "begin_upload": {
        "purpose": "photo",
        "name": "故障照片.jpg",
        "content_type": "image/jpeg",
        "length": 204800,
    },
    "draft_policy": {"template": "ebike-dealer-returns"},
    "publish_policy": {"effective_at": INSTANT},
    "try_policy": {"facts": {"filed_on": DAY, "lines": []}},
    "compute_rights": {
        "category": "household_car",
        "at": INSTANT,
        "invoice_on": "2026-06-01",
        "delivery_on": "2026-06-01",
        "price": {"amount": "200000.00", "currency": "CNY"},
        "readings": [{"on": DAY, "km": 1200}],
        "fault": {"identity": "E-104", "found_on": DAY, "assembly": "engine", "is_main_part": True},
    },
    "lend_role": {"delegate_id": ID, "role": "after_sales_head", "starts_at": INSTANT, "ends_at": LATER},
    "ask_verdict": {"lines": [LINE]},
    "file_return": {"lines": [LINE], "refused_lines": "reject", "packing": PACKING},
    "correct_return": {"lines": [LINE], "refused_lines": "reject"},
    "decide_return": {"answer": "approve", "reason": "同意", "refused_lines": []},
    "pack_return": {"packing": PACKING},
    "ship_returns": {
        "returns": [{"id": ID, "version": 3}],
        "carrier": "示范物流",
        "waybill": "SF-0000000001",
        "shipped_on": DAY,
    },
    "provision_tenant": {
        "code": "qinghe",
        "name": "青禾电动车",
        "name_en": "Qinghe E-bikes",
        "administrator": {"name": "管理员", "email": "admin@qinghe.example"},
    },
    "make_plan": {
        "code": "standard",
        "name": "标准版",
        "name_en": "Standard",
        "from_month": "2026-06",
        "weight": 1,
        "allowances": ALLOWANCES,
    },
    "change_plan_terms": {"from_month": "2026-07", "weight": 2, "allowances": ALLOWANCES, "reason": "旺季加量"},
    "end_plan": {"from_month": "2026-12", "reason": "合同到期"},
    "put_on_plan": {
        "plan_id": ID,
        "from_month": "2026-06",
        "exceptions": {"api_calls": {"included": 50000, "warn": [80], "beyond": "allow"}},
        "reason": "合同 2026-018",
    },
    "add_webhook_endpoint": {"url": "https://hooks.example.com/aftersales", "events": ["claims.return_filed"]},
}
"""Bodies that a reader is likely to copy; the test of examples reads each as the operation would."""

WORDS: Final = {
    "name": "示范名称",
    "name_en": "Example",
    "code": "EX-01",
    "number": "BAT-48",
    "part_number": "BAT-48",
    "serial": "QH-1001",
    "email": "clerk@qinghe.example",
    "url": "https://hooks.example.com/aftersales",
    "reason": "示范原因",
    "note": "已电话确认",
    "phone": "000-0000-0000",
    "address": "示范市示范路8号",
    "currency": "CNY",
    "amount": "399.00",
    "sha256": "0" * 64,
    "category": "e_bicycle",
    "time_zone": "Asia/Shanghai",
    "token": "aps_inv_…",
    "password": "correct-horse-battery",
    "waybill": "SF-0000000001",
}
FORMATS: Final = {"uuid": ID, "date": DAY, "date-time": INSTANT, "decimal": "399.00"}


def example_of(operation_id: str, schema: Node, components: Node) -> object:
    """A body that the operation can read."""
    if operation_id == "change_policy_draft":
        return msgspec.to_builtins(policy.template("ebike-dealer-returns"))
    if operation_id in BY_OPERATION:
        return BY_OPERATION[operation_id]
    return made(schema, components, "")


def made(schema: Node, components: Node, name: str) -> object:
    """A value that fits a schema; `name` is the field it stands in."""
    schema = _resolved(schema, components)
    given = schema.get("enum") or schema.get("examples")
    if given:
        return given[0]
    if "example" in schema:
        return schema["example"]
    match schema.get("type"):
        case "object":
            value: object = _object(schema, components)
        case "array":
            value = [made(schema["items"], components, name)] if schema.get("items") else []
        case "string":
            value = FORMATS.get(schema.get("format", "")) or WORDS.get(name, "示范内容")
        case "integer" | "number":
            value = max(schema.get("minimum", 1), 1)
        case "boolean":
            value = False
        case _:
            value = {}
    return value


def _object(schema: Node, components: Node) -> Node:
    properties: Node = schema.get("properties", {})
    wanted = schema.get("required") or list(properties)
    return {name: made(properties[name], components, name) for name in wanted}


def _resolved(schema: Node, components: Node) -> Node:
    if "$ref" in schema:
        return _resolved(components[schema["$ref"].rsplit("/", 1)[-1]], components)
    choices: list[Node] = schema.get("anyOf") or schema.get("oneOf") or []
    for choice in choices:
        if choice.get("type") != "null":
            return _resolved(choice, components)
    return schema
