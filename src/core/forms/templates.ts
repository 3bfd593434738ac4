/** The files of `.github/ISSUE_TEMPLATE/`, by name. */
import { stringify } from "yaml";
import { toFormYaml } from "./file.ts";
import { INCIDENT_FORM } from "./incident.ts";
import { ITEM_FORM } from "./item.ts";

const HEADER = "# Generated from src/core/forms/ by scripts/generate-forms.ts; a test compares.\n";

/** Every issue form of ours as a repository holds it, and the chooser's configuration. */
export function formFiles(): Readonly<Record<string, string>> {
  return {
    "incident.yml": HEADER + toFormYaml(INCIDENT_FORM),
    "hardening.yml": HEADER + toFormYaml(ITEM_FORM),
    // An incident written without the form works too (R-V3).
    "config.yml": HEADER + stringify({ blank_issues_enabled: true }),
  };
}
