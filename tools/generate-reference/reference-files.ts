import { authenticatorAsyncApi } from "./authenticator-async-api.ts";
import { authenticatorPage } from "./authenticator-page.ts";
import { authenticatorSchema } from "./authenticator-schema.ts";
import { analyticsPage } from "./analytics-page.ts";
import { connectAsyncApi } from "./connect-async-api.ts";
import { connectPage } from "./connect-page.ts";
import { connectSchema } from "./connect-schema.ts";
import { decisionsPage } from "./decisions-page.ts";
import { failuresPage } from "./failures-page.ts";
import { printJson } from "./print-json.ts";

/** Text of every generated file, by its path in the repository. */
export const referenceFiles = (): Readonly<Record<string, string>> => ({
  "docs/reference/analytics.md": analyticsPage(),
  "docs/reference/authenticator-events.asyncapi.json": printJson(authenticatorAsyncApi()),
  "docs/reference/authenticator-events.md": authenticatorPage(),
  "docs/reference/authenticator-events.schema.json": printJson(authenticatorSchema()),
  "docs/reference/connect-events.md": connectPage(),
  "docs/reference/connect-events.schema.json": printJson(connectSchema()),
  "docs/reference/connect-events.asyncapi.json": printJson(connectAsyncApi()),
  "docs/reference/decisions.md": decisionsPage(),
  "docs/reference/failures.md": failuresPage(),
});
