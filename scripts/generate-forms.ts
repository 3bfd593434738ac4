/**
 * Writes `.github/ISSUE_TEMPLATE/` from the definitions that also render and read the bodies, so that the three cannot
 * drift. Run: node scripts/run.mjs scripts/generate-forms.ts
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formFiles } from "../src/core/forms/templates.ts";

const FOLDER = ".github/ISSUE_TEMPLATE";

mkdirSync(FOLDER, { recursive: true });
for (const [name, text] of Object.entries(formFiles())) {
  writeFileSync(join(FOLDER, name), text);
}
