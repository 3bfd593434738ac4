import { describe, expect, it } from "@jest/globals";
import { compileGlobs, compileNames, globProblem } from "../../../src/core/policy/glob.ts";
import { defaultPolicy } from "../../../src/core/policy/resolve.ts";
import type { FileKind } from "../../../src/core/policy/schema.ts";

const { files, evidence } = defaultPolicy("warn");

function kindsOf(path: string): FileKind[] {
  const kinds = Object.keys(files) as FileKind[];
  return kinds.filter((kind) => compileGlobs(files[kind])(path));
}

describe("the default globs", () => {
  it.each<[FileKind, string]>([
    ["tests", "test/checkout.test.ts"],
    ["tests", "src/queue.spec.tsx"],
    ["tests", "src/__tests__/queue.js"],
    ["tests", "app/test_models.py"],
    ["tests", "app/models_test.py"],
    ["tests", "pkg/queue/queue_test.go"],
    ["tests", "core/src/test/java/com/acme/QueueTest.java"],
    ["tests", "core/src/main/kotlin/QueueTests.kt"],
    ["tests", "crates/queue/tests/drain.rs"],
    ["tests", "spec/models/order_spec.rb"],
    ["tests", "modules/vpc/vpc.tftest.hcl"],
    ["guardrails", ".github/workflows/ci.yml"],
    ["guardrails", ".pre-commit-config.yaml"],
    ["guardrails", "policy/deny.rego"],
    ["guardrails", "scripts/check-config.sh"],
    ["guardrails", ".husky/pre-push"],
    ["guardrails", "k8s/gatekeeper/require-limits.yaml"],
    ["runbooks", "docs/runbooks/queue.md"],
    ["runbooks", "RUNBOOK.md"],
    ["runbooks", "ops/playbooks/failover.yml"],
    ["oncall_checklists", "docs/oncall/checklist.md"],
    ["oncall_checklists", "docs/on-call-checklist.md"],
    ["monitoring", "monitoring/queue.yaml"],
    ["monitoring", "deploy/prometheus/rules/queue.yml"],
    ["monitoring", "grafana/checkout.json"],
    ["monitoring", "infra/queue-alerts.tf"],
    ["rollback", "scripts/rollback.sh"],
    ["rollback", "db/migrations/0004_orders.down.sql"],
    ["ownership", ".github/CODEOWNERS"],
    ["ownership", "pkg/queue/OWNERS"],
    ["ownership", "catalog-info.yaml"],
    ["retros", "docs/postmortems/2026-03-01.md"],
    ["retros", "docs/incidents/0012-queue.md"],
  ])("recognize as %s: %s", (kind, path) => {
    expect(kindsOf(path)).toContain(kind);
  });

  it.each([
    "src/index.ts",
    "README.md",
    "src/latest.py",
    "lib/Contest.java",
    "package.json",
    "src/attest.go",
    "docs/guide.md",
    "main.tf",
  ])("see nothing in %s", (path) => {
    expect(kindsOf(path)).toEqual([]);
  });

  it("are globs that a policy file could hold", () => {
    for (const glob of Object.values(files).flat()) {
      expect([glob, globProblem(glob)]).toEqual([glob, null]);
    }
  });
});

describe("the default output checks", () => {
  const counts = (name: string): boolean =>
    compileNames(evidence.output_checks.include)(name) && !compileNames(evidence.output_checks.exclude)(name);

  it.each([
    "test",
    "build (20.x)",
    "CI / test",
    "ci/circleci: build",
    "lint-and-test",
    "Integration tests",
    "classes",
    "claims-service",
  ])("count %s", (name) => {
    expect(counts(name)).toBe(true);
  });

  it.each([
    "CLA",
    "license/cla",
    "EasyCLA",
    "DCO",
    "Lint",
    "lint (20.x)",
    "ESLint",
    "Vercel",
    "Vercel – shop",
    "netlify/shop/deploy-preview",
    "WIP",
  ])("leave out %s", (name) => {
    expect(counts(name)).toBe(false);
  });
});
