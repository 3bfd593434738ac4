/** What comments and bodies name, so that the reader knows what else to look up. What counts is for the rules. */
import { parseCommand } from "../../core/commands/parse.ts";
import { scanCommands } from "../../core/commands/scan.ts";
import { readDebtForm, readIncidentForm, readItemForm, readRiskForm } from "../../core/forms/values.ts";
import type { Policy } from "../../core/policy/schema.ts";

export interface Cited {
  /** URLs of `/quench evidence` lines and of the *Evidence links* field, as the core spells them. */
  readonly urls: readonly string[];
  /** Those said to be an implementation: a pull request among them is linked by the command (R-H1). */
  readonly implementations: readonly string[];
  readonly logins: readonly string[];
}

/** Whether a comment speaks to us at all; its author is then somebody whose rights matter. */
export function speaksToUs(comment: string): boolean {
  return scanCommands(comment).length > 0;
}

/** What one comment's commands name. */
export function citedInComment(comment: string): Cited {
  const urls: string[] = [];
  const implementations: string[] = [];
  const logins: string[] = [];
  for (const line of scanCommands(comment)) {
    const command = parseCommand(line);
    if (command.name === "problem") continue;
    if (command.name === "evidence") {
      urls.push(command.url);
      if (command.topic === "implementation") implementations.push(command.url);
    }
    if ("login" in command) logins.push(command.login);
  }
  return { urls, implementations, logins };
}

/** What the fields of an issue's body name, read as every form: an issue is not asked which one it was. */
export function citedInBody(body: string, policy: Policy): Cited {
  const item = readItemForm(body, policy);
  const { commander } = readIncidentForm(body, policy);
  const { owner } = readRiskForm(body, policy);
  const logins = [item.owner, item.verifier, item.operator, commander, owner].filter((login) => login !== null);
  return { urls: item.evidenceLinks, implementations: [], logins };
}

/**
 * The issue that the *Incident reference* field names, `owner/name#number` in lower case; null where there is none. Read
 * as every form that has the field: where it ends says the form's next label.
 */
export function incidentNamed(body: string, repository: string, policy: Policy): string | null {
  const named =
    readItemForm(body, policy).incident ?? readRiskForm(body, policy).incident ?? readDebtForm(body, policy).incident;
  return named === null ? null : `${named.repository ?? repository}#${named.number}`.toLowerCase();
}
