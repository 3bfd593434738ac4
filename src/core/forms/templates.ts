/** The files of `.github/ISSUE_TEMPLATE/`, by name. */
import { stringify } from "yaml";
import { DEBT_FORM } from "./debt.ts";
import { toFormYaml } from "./file.ts";
import { INCIDENT_FORM } from "./incident.ts";
import { ITEM_FORM } from "./item.ts";
import { RISK_FORM } from "./residual-risk.ts";

const HEADER = "# Written by `quench forms --write`; `quench forms --check` tells where this file differs.\n";

/** The chooser's configuration, which a repository may have made its own. */
export const CONFIG_FILE = "config.yml";

/** Every issue form of ours as a repository holds it. */
export function formFiles(): Readonly<Record<string, string>> {
  return {
    "incident.yml": HEADER + toFormYaml(INCIDENT_FORM),
    "hardening.yml": HEADER + toFormYaml(ITEM_FORM),
    "residual-risk.yml": HEADER + toFormYaml(RISK_FORM),
    "reliability-debt.yml": HEADER + toFormYaml(DEBT_FORM),
  };
}

/** The chooser's configuration for a repository that has none: an incident written without the form works too (R-V3). */
export function configFile(): string {
  return stringify({ blank_issues_enabled: true });
}
