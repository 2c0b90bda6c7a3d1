"""Validates an RO-Crate without the network: prints each issue, exits with 1 if there is one.

Usage: validate-crate.py <crate> <context.json of the npm package ro-crate> <severity>

The context of RO-Crate 1.1 is in no package. In its place stands that of 1.2, which the npm package ro-crate brings; it
has all terms that are used here, with the same meaning. Two checks that fetch the context themselves are left out.
"""
import json
import sys

import rdflib.plugins.shared.jsonld.context as jsonld
from rocrate_validator import services

crate, context, severity = sys.argv[1:]
with open(context) as file:
    known = json.load(file)


def offline(source, *rest, **named):
    if str(source) == "https://w3id.org/ro/crate/1.1/context":
        return known, None
    print("asked for", source, file=sys.stderr)
    return fetch(source, *rest, **named)


settings = services.ValidationSettings(
    rocrate_uri=crate,
    profile_identifier="process-run-crate-0.5",
    requirement_severity=severity,
    skip_checks=["ro-crate-1.1_3.1", "ro-crate-1.1_3.2"],
)
# The settings put a loader of their own in this place.
fetch = jsonld.source_to_json
jsonld.source_to_json = offline
result = services.validate(settings)
for issue in result.get_issues():
    print(issue.severity.name, issue.check.identifier, issue.message)
sys.exit(1 if result.has_issues() else 0)
