/** `npm run bench`: ratios measured in one run, as one JSON object. Speed never decides a test. */
import { benchPasses } from "./passes.ts";
import { benchWebhooks } from "./webhooks.ts";

const result = { ...(await benchPasses()), ...(await benchWebhooks()) };
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
process.exit(0);
