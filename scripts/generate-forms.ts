/**
 * Writes `.github/ISSUE_TEMPLATE/` from the definitions that also render and read the bodies, so that the three cannot
 * drift. The same as `quench forms --write`, before anything is built.
 *
 * Run: node scripts/run.mjs scripts/generate-forms.ts
 */
import { forms } from "../src/cli/forms.ts";

process.exitCode = forms({ action: "write", folder: undefined, json: false });
