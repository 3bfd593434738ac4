/** `npm run bench`: ratios measured in one run, as one JSON object. Speed never decides a test. */
import { benchBacklog } from "./backlog.ts";
import { benchColdStart } from "./cold-start.ts";
import { benchActionSweep } from "./action-sweep.ts";
import { benchForms } from "./forms.ts";
import { benchHostile } from "./hostile.ts";
import { benchPasses } from "./passes.ts";
import { benchPolicy } from "./policy.ts";
import { benchReads } from "./reads.ts";
import { benchSweep } from "./sweep.ts";
import { benchVerdicts } from "./verdicts.ts";
import { benchWebhooks } from "./webhooks.ts";

const result = {
  ...(await benchColdStart()),
  ...benchForms(),
  ...benchHostile(),
  ...benchVerdicts(),
  ...(await benchPasses()),
  ...(await benchReads()),
  ...(await benchSweep()),
  ...(await benchActionSweep()),
  ...(await benchWebhooks()),
  ...(await benchBacklog()),
  ...benchPolicy(),
};
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
process.exit(0);
