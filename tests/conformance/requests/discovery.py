# discovery.py - Google's own description of its services, as a judge of requests
#
# SPDX-License-Identifier: GPL-3.0-or-later
"""Discovery(folder).find(method, path) gives the API method that is meant; check() what is wrong with a request."""

import json
import os
import re

FILES = ["aiplatform-v1", "cloudbilling-v1", "cloudresourcemanager-v3", "oauth2-v2", "serviceusage-v1", "storage-v1"]
NUMBERS = {"int64": r"-?\d+", "uint64": r"\d+"}


def pattern(template):
    """{name} is one segment, {+name} any number of them."""
    parts = re.split(r"(\{\+?[^}]*\})", template)
    return re.compile("^/" + "".join("(?:.+)" if p.startswith("{+") else "(?:[^/:]+)" if p.startswith("{") else re.escape(p)
                                     for p in parts) + "$")


class Method:
    def __init__(self, api, entry, template, upload=False):
        self.api, self.entry, self.upload = api, entry, upload
        self.verb, self.id = entry["httpMethod"], entry["id"] + (" (upload)" if upload else "")
        self.pattern = pattern(template)
        self.parameters = dict(api.get("parameters", {}), **entry.get("parameters", {}))


class Discovery:
    def __init__(self, folder):
        self.methods = []
        for name in FILES:
            with open(os.path.join(folder, name + ".json"), encoding="utf-8") as f:
                api = json.load(f)
            self._collect(api, api, api.get("servicePath", ""))

    def _collect(self, api, place, base):
        for entry in place.get("methods", {}).values():
            self.methods.append(Method(api, entry, base + (entry.get("flatPath") or entry["path"])))
            for protocol in entry.get("mediaUpload", {}).get("protocols", {}).values():
                self.methods.append(Method(api, entry, protocol["path"].lstrip("/"), upload=True))
        for below in place.get("resources", {}).values():
            self._collect(api, below, base)

    def find(self, verb, path):
        for method in self.methods:
            if method.verb == verb and method.pattern.match(path):
                return method
        return None

    def check(self, method, query, body):
        """Sentences on what the description does not allow."""
        wrong = ["parameter %s is unknown" % key for key in query if key not in method.parameters]
        for key, entry in method.entry.get("parameters", {}).items():
            if entry.get("required") and entry["location"] == "query" and key not in query:
                wrong.append("parameter %s is missing" % key)
        wanted = method.entry.get("request")
        if body is not None and wanted is None:
            wrong.append("there is a body where none is taken")
        elif body is not None:
            wrong += self.value(method.api, {"$ref": wanted["$ref"]}, body, "body")
        return wrong

    def value(self, api, schema, value, where):
        if "$ref" in schema:
            name = schema["$ref"]
            schema = dict(api["schemas"].get(name, {}), name=name)
            if not schema.get("type"):
                return []
        kind = schema.get("type", "any")
        if kind == "object":
            return self._object(api, schema, value, where)
        if kind == "array":
            if not isinstance(value, list):
                return ["%s is no list" % where]
            return [text for i, one in enumerate(value) for text in self.value(api, schema["items"], one, "%s[%d]" % (where, i))]
        return self._plain(schema, kind, value, where)

    def _object(self, api, schema, value, where):
        if not isinstance(value, dict):
            return ["%s is no object" % where]
        known, rest = schema.get("properties", {}), schema.get("additionalProperties")
        wrong = []
        for key, one in value.items():
            if key in known:
                if known[key].get("readOnly"):
                    wrong.append("%s.%s is only for answers" % (where, key))
                wrong += self.value(api, known[key], one, where + "." + key)
            elif rest is not None:
                wrong += self.value(api, rest, one, where + "." + key)
            else:
                wrong.append("%s.%s is unknown" % (where, key))
        return wrong

    def _plain(self, schema, kind, value, where):
        form = schema.get("format", "")
        if kind == "string":
            if form in NUMBERS and (isinstance(value, int) or re.fullmatch(NUMBERS[form], str(value))):
                return []
            if not isinstance(value, str):
                return ["%s is no text" % where]
            if "enum" in schema and value not in schema["enum"]:
                return ["%s is %r, which is none of the choices" % (where, value)]
        elif kind == "boolean" and not isinstance(value, bool):
            return ["%s is neither true nor false" % where]
        elif kind == "integer" and (isinstance(value, bool) or not isinstance(value, int)):
            return ["%s is no whole number" % where]
        elif kind == "number" and (isinstance(value, bool) or not isinstance(value, (int, float))):
            return ["%s is no number" % where]
        return []
