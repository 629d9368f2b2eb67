"""The service described, as OpenAPI 3.1, by the policies that it serves.

paths.yaml  service.yaml   what doesn't hang on the policies, in both languages
words                      the same and phrases of the catalog, in one
operations                 what all operations have in common
decisions                  a path for each branch and policy: its facts, examples from its cases
events                     the CloudEvents that are taken
document                   all of it together
route                      `GET /openapi.json`
"""

from adapters.http.openapi.document import document
from adapters.http.openapi.route import ROUTES, Documents

__all__ = ["ROUTES", "Documents", "document"]
