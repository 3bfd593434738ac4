/** `npm run bench`: ratios measured in one run, as one JSON object. Speed never decides a test. */
import { benchForms } from "./forms.ts";
import { benchPasses } from "./passes.ts";
import { benchPolicy } from "./policy.ts";
import { benchVerdicts } from "./verdicts.ts";
import { benchWebhooks } from "./webhooks.ts";

const result = {
  ...benchForms(),
  ...benchVerdicts(),
  ...(await benchPasses()),
  ...(await benchWebhooks()),
  ...benchPolicy(),
};
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
process.exit(0);
