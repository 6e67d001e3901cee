"""The contract as a page to read: made from the same schema, with nothing to run in a browser."""

import json

from django.shortcuts import render
from ninja.openapi.docs import DocsBase

METHODS = ("get", "post", "patch", "delete")


class ContractPage(DocsBase):
    def render_page(self, request, api, **kwargs):
        schema = api.get_openapi_schema()
        facts = {
            "title": schema["info"]["title"],
            "about": schema["info"]["description"],
            "operations": operations_of(schema),
            "schemas": [
                (name, json.dumps(what, indent=2))
                for name, what in sorted(schema["components"]["schemas"].items())
            ],
        }
        return render(request, "workorders/api/docs.html", facts)


def operations_of(schema):
    """Each method of each path: what it does, what it takes, what it answers."""
    return [
        {
            "method": method.upper(),
            "path": path,
            "name": does["summary"],
            "about": does.get("description", ""),
            "parameters": does["parameters"],
            "body": _schema_named(does.get("requestBody", {}).get("content")),
            "answers": [
                (status, _schema_named(said.get("content")))
                for status, said in does["responses"].items()
            ],
        }
        for path, methods in schema["paths"].items()
        for method, does in methods.items()
        if method in METHODS
    ]


def _schema_named(content):
    schema = (content or {}).get("application/json", {}).get("schema", {})
    return schema.get("$ref", "").rpartition("/")[2]
