"""The OpenAPI 3.1 document of the REST interface, made from the registry of questions."""

from __future__ import annotations

from dataclasses import MISSING, fields
from functools import lru_cache
from typing import Any

from moneygood.core.version import VERSION
from moneygood.questions.registry import Question
from moneygood.surfaces.web.limits import WebLimits
from moneygood.surfaces.web.offered import kind_of, offered, offered_fields, scenario_names
from moneygood.surfaces.web.tables import KINDS

ERROR = {"$ref": "#/components/schemas/Error"}
ERRORS = {
    "400": "The request is not well formed.",
    "404": "There is no such thing.",
    "406": "There is no such form.",
    "408": "The body did not arrive in time.",
    "413": "The body is too large.",
    "415": "The body is not JSON.",
    "422": "The question cannot be asked so.",
    "429": "Too much is waiting.",
    "500": "Something broke.",
}


@lru_cache(maxsize=4)
def openapi_document(limits: WebLimits) -> dict[str, Any]:
    """The document, with a path for each question."""
    paths: dict[str, Any] = {}
    for question in offered():
        schema = request_schema(question, limits)
        paths[f"/api/v1/{question.name}"] = {
            "post": {
                "operationId": f"ask_{question.name}",
                "tags": [question.group],
                "summary": question.purpose,
                "description": _about(question),
                "parameters": _reply_options(),
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": _body(question, schema)}},
                },
                "responses": _answers(question),
            },
            "get": {
                "operationId": f"get_{question.name}",
                "tags": [question.group],
                "summary": question.purpose,
                "parameters": [*_query(schema), *_reply_options()],
                "responses": _answers(question),
            },
        }
    paths |= _others()
    error = {
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {
                "type": "object",
                "required": ["code", "message"],
                "properties": {
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                    "hint": {"type": ["string", "null"]},
                },
            }
        },
    }
    job = {
        "type": "object",
        "required": ["id", "question", "state", "share"],
        "properties": {
            "id": {"type": "string"},
            "question": {"type": "string"},
            "state": {"enum": ["waiting", "working", "done", "failed", "cancelled"]},
            "share": {"type": "number"},
            "seconds": {"type": "number"},
            "error": {"type": ["object", "null"]},
            "answer": {"type": ["string", "null"]},
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "moneygood",
            "version": VERSION,
            "description": _about_all(limits),
        },
        "paths": paths,
        "components": {"schemas": {"Error": error, "Job": job}},
    }


def _about_all(limits: WebLimits) -> str:
    return (
        "Questions to an open model of the US macro-financial system. Every answer carries a receipt; "
        "POST /api/v1/verify computes it again. An answer that takes longer than "
        f"{limits.at_once:g} s becomes a job (202)."
    )


def request_schema(question: Question, limits: WebLimits) -> dict[str, Any]:
    """The JSON Schema of a request's body."""
    defaults = {f.name: f.default for f in fields(question.request)}
    specs = offered_fields(question)
    properties = {}
    for name, spec in specs.items():
        one = _value_schema(question, name, limits)
        if spec.many:
            single = one
            one = {"anyOf": [{"type": "array", "items": single, "maxItems": limits.scenarios}, single]}
        facts = [f"[{spec.unit}]"] if spec.unit else []
        one = {**one, "description": " ".join([spec.help, *facts])}
        default = defaults[name]
        if isinstance(default, str | int | float | bool) and default != "":
            one["default"] = default
        properties[name] = one
    needed = [n for n in specs if defaults[n] is MISSING]
    found: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    return found | ({"required": needed} if needed else {})


def _value_schema(question: Question, name: str, limits: WebLimits) -> dict[str, Any]:
    spec, kind = offered_fields(question)[name], kind_of(question, name)
    if kind == "scenario":
        return {"anyOf": [{"enum": list(scenario_names())}, {"type": "object"}]}
    if kind == "range":
        pair = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
        return {"anyOf": [{"type": "string", "pattern": r"^-?[0-9.]+\.\.-?[0-9.]+$"}, pair]}
    if kind == "object":
        return {"type": ["object", "string"]}
    out: dict[str, Any] = {"type": kind}
    if spec.choices:
        out["enum"] = list(spec.choices)
    if kind in ("integer", "number"):
        most = {"draws": limits.draws, "quarters": limits.quarters, "causes": limits.draws}.get(
            name, spec.most
        )
        if spec.least is not None:
            out["minimum"] = min(spec.least, *spec.also) if spec.also else spec.least
        if most is not None:
            out["maximum"] = min(most, spec.most) if spec.most is not None else most
    if kind == "string":
        out["maxLength"] = limits.text
    return out


def _about(question: Question) -> str:
    text = (question.ask.__doc__ or question.purpose).partition(">>>")[0]
    return " ".join(text.split())


def _body(question: Question, schema: dict[str, Any]) -> dict[str, Any]:
    if question.name != "run":
        return schema
    names = {"type": "array", "items": {"type": "string"}, "maxItems": 24}
    properties = {
        **{k: v for k, v in schema["properties"].items() if k in ("scenario", "draws", "seed", "quarters")},
        "levers": {
            "type": "object",
            "additionalProperties": {"type": "number"},
            "description": "On top of the scenario's own.",
        },
        "views": {"type": "array", "items": {"enum": ["bands", "first", "differences"]}},
        "show": {**names, "description": "Variables that are shown."},
    }
    lab = {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "description": "The lab's form.",
    }
    return {"anyOf": [schema, lab]}


def _query(schema: dict[str, Any]) -> list[dict[str, Any]]:
    out = []
    for name, one in schema["properties"].items():
        said = {k: v for k, v in one.items() if k != "description"}
        if "anyOf" in said and any(s.get("type") == "array" for s in said["anyOf"]):
            said = next(s for s in said["anyOf"] if s.get("type") == "array")
        said = _without_objects(said)
        out.append(
            {
                "name": name,
                "in": "query",
                "required": name in schema.get("required", ()),
                "schema": said,
                "style": "form",
                "explode": True,
                "description": one.get("description", ""),
            }
        )
    return out


def _without_objects(schema: dict[str, Any]) -> dict[str, Any]:
    if "items" in schema:
        return {**schema, "items": _without_objects(schema["items"])}
    if "anyOf" in schema:
        rest = [s for s in schema["anyOf"] if s.get("type") not in ("object", "array")]
        return {**{k: v for k, v in schema.items() if k != "anyOf"}, **rest[0]}
    if schema.get("type") == ["object", "string"]:
        return {**schema, "type": "string"}
    return schema


def _reply_options() -> list[dict[str, Any]]:
    return [
        {
            "name": "format",
            "in": "query",
            "schema": {"enum": list(KINDS)},
            "description": "Form of the reply.",
        },
        {
            "name": "table",
            "in": "query",
            "schema": {"type": "integer", "minimum": 0, "maximum": 20},
            "description": "Which table, for csv and arrow.",
        },
        {
            "name": "wait",
            "in": "query",
            "schema": {"type": "number", "minimum": 0, "maximum": 60},
            "description": "Seconds to wait before the answer becomes a job.",
        },
    ]


def _answers(question: Question) -> dict[str, Any]:
    body = {"type": ["object", "array"]}
    content: dict[str, Any] = {"application/json": {"schema": body}}
    content |= {media.partition(";")[0]: {"schema": {}} for kind, media in KINDS.items() if kind != "json"}
    out: dict[str, Any] = {"200": {"description": "The answer, with its receipt.", "content": content}}
    job = {"application/json": {"schema": {"$ref": "#/components/schemas/Job"}}}
    out["202"] = {"description": "The answer is being worked out.", "content": job}
    out["304"] = {"description": "The client has this answer (ETag)."}
    return out | _errors()


def _errors(*only: str) -> dict[str, Any]:
    content = {"application/json": {"schema": ERROR}}
    return {
        c: {"description": text, "content": content} for c, text in ERRORS.items() if not only or c in only
    }


def _others() -> dict[str, Any]:
    def get(summary: str, *codes: str, media: str = "application/json", **more: Any) -> dict[str, Any]:
        content = {media: {"schema": {"type": "object"} if "json" in media else {"type": "string"}}}
        return {
            "summary": summary,
            "tags": ["About"],
            **more,
            "responses": {"200": {"description": summary, "content": content}, **_errors("500", *codes)},
        }

    job = [
        {
            "name": "name",
            "in": "path",
            "required": True,
            "schema": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
        }
    ]
    variable = [
        {
            "name": "name",
            "in": "path",
            "required": True,
            "schema": {"type": "string", "pattern": "^[A-Za-z0-9_]+$"},
        }
    ]
    receipt = {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}
    return {
        "/api/v1/questions": {"get": get("The questions and the server's limits.")},
        "/api/v1/scenarios": {"get": get("The shipped scenarios and the levers.")},
        "/api/v1/model": {"get": get("How large the model is.")},
        "/api/v1/model/{name}": {"get": get("A variable, parameter or shock.", "404", parameters=variable)},
        "/api/v1/data": {"get": get("What the vintage holds.")},
        "/api/v1/verify": {
            "post": {
                "summary": "Compute the answer of a receipt again.",
                "tags": ["About"],
                "requestBody": receipt,
                "responses": {
                    "200": {
                        "description": "Equal, or which hash differs.",
                        "content": {"application/json": {"schema": {"type": "object"}}},
                    },
                    "202": {"description": "It is being computed."},
                    **_errors(),
                },
            }
        },
        "/api/v1/jobs/{name}": {
            "get": get("How far a job is.", "404", parameters=job),
            "delete": get("Cancel a job.", "404", parameters=job),
        },
        "/api/v1/jobs/{name}/answer": {
            "get": {
                **get("The answer of a job.", "404", "406", "422", parameters=job),
                "responses": {
                    **get("", "404", "406", "422", "400")["responses"],
                    "409": {
                        "description": "It is not done.",
                        "content": {"application/json": {"schema": ERROR}},
                    },
                },
            }
        },
        "/api/v1/jobs/{name}/events": {
            "get": get("Server-sent progress.", "404", media="text/event-stream", parameters=job)
        },
    }
