import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { Ajv } from "ajv";
import { parsePolicy } from "../../../src/core/policy/parse.ts";
import { readYaml } from "../../../src/core/yaml.ts";
import { parts, type Schema, SCHEMA_URL } from "../../../scripts/policy/json-schema.ts";

// Strict: a keyword that the standard does not know would be refused by validators.
const schema = JSON.parse(readFileSync("docs/reference/policy.schema.json", "utf8")) as Schema;
const validate = new Ajv({ strict: true, strictTypes: true, allErrors: true }).compile(schema);
const page = readFileSync("docs/reference/policy.md", "utf8");

function verdicts(text: string): { readonly parse: boolean; readonly schema: boolean } {
  const file = readYaml(text);
  if (!file.ok) throw new Error(`no YAML: ${text}`);
  return { parse: parsePolicy(text, "q.yml").policy !== null, schema: validate(file.value) === true };
}

/** YAML blocks of the page that set a version: whole files. */
const examples = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, text = ""]) => text);

describe("the published schema", () => {
  it("names itself and its draft", () => {
    expect(schema).toMatchObject({
      $schema: "http://json-schema.org/draft-07/schema#",
      $id: SCHEMA_URL,
      type: "object",
    });
    expect(schema.required).toEqual(["version"]);
  });

  it.each([
    "version: 1",
    "version: 1\nenabled: false\nmode: enforce",
    "version: 1\npromote: {warn: 2026-05-01, enforce: 2028-02-29}",
    "version: 1\npromote: {warn: null}",
    "version: 1\nenforce: {when: [SEV1, repeat], repeat_within: 365d}",
    "version: 1\nenforce: {when: []}",
    "version: 1\ngates: {scorecard: warn, items: null}",
    "version: 1\nscores: {scorecard: 0, rubric: 10, adoption: 5}",
    "version: 1\nscores: {scorecard: 4.0}",
    "version: 1\nadoption: {pull_requests: 50, least: 1, share: 100}",
    "version: 1\nincident: {labels: [a b, 'c: d'], types: [], drill_label: Game day}",
    "version: 1\nitems: {label: x, create: on_restored}",
    "version: 1\nclosure: {grace: 0s, max_reopens_per_day: 10, override_lasts: 30d, settles_after: 2w}",
    "version: 1\nclosure: {grace: 3600s}",
    "version: 1\nclosure: {grace: 60m}",
    "version: 1\nclosure: {grace: 1h}",
    "version: 1\nwindows: {keep: 60m, close: 3d, learn: 90d}",
    "version: 1\nsprint: {rank: 1, build: 2, verify: 3, adopt: 4, conclude: 90}",
    "version: 1\nreminders: {enabled: false, before: [], daily_for: 0, then_every: 60, escalate_after: 1}",
    "version: 1\nphases: {shadow: 0s, warn: 90d}",
    "version: 1\neffect: {window: 730d, least: 1}",
    "version: 1\nrhythm: {digest: null, audit: null, hour: 0}",
    "version: 1\nrhythm: {digest: sun, audit: 28, hour: 23}",
    "version: 1\ntime: {zone: America/Argentina/Buenos_Aires, workdays: [sun], days_off: [2026-12-25]}",
    "version: 1\ntime: {zone: Etc/GMT+5, quiet_hours: {from: '22:00', to: '06:30'}}",
    "version: 1\nfailure_classes: [config-change, Änderung]",
    "version: 1\nevidence: {output_checks: {include: [], exclude: ['*']}, trusted_hosts: ['*.Example.com', a.b-c.dev]}",
    "version: 1\nfiles: {tests: ['**/*', '.a', a], retros: []}",
    "version: 1\nledger: {risk_label: a, debt_label: b}",
    "version: 1\npeople: {override: {role: admin, users: ['@alice', bob-1, x_corp], teams: [acme/sre, '@acme/x.y']}, steward: admin, escalation: '@carol'}",
    `version: 1\npeople: {escalation: ${"x".repeat(39)}}`,
    ...examples.filter((text) => text.includes("version:")),
  ])("and the parser take %j", (text) => {
    expect(verdicts(text)).toEqual({ parse: true, schema: true });
  });

  it.each([
    "mode: warn",
    "version: 2",
    "version: '1'",
    "version: 1\nmoode: warn",
    "version: 1\nmode: off",
    "version: 1\nmode: null",
    "version: 1\nenabled: yes",
    "version: 1\nclosure:",
    "version: 1\nclosure: 60s",
    "version: 1\nclosure: {grace: 60}",
    "version: 1\nclosure: {grace: 61m}",
    "version: 1\nclosure: {grace: 3601s}",
    "version: 1\nclosure: {grace: 01s}",
    "version: 1\nclosure: {grace: 1 h}",
    "version: 1\nclosure: {grace: 1d}",
    "version: 1\nclosure: {grace: ''}",
    "version: 1\nclosure: {override_lasts: 31d}",
    "version: 1\nclosure: {override_lasts: 86399s}",
    "version: 1\nclosure: {grac: 1s}",
    "version: 1\nclosure: {max_reopens_per_day: 0}",
    "version: 1\nscores: {rubric: '7'}",
    "version: 1\nscores: {rubric: 11}",
    "version: 1\nscores: {rubric: 6.5}",
    "version: 1\npromote: {warn: 2026-02-29}",
    "version: 1\npromote: {warn: soon}",
    "version: 1\nenforce: {when: [SEV5]}",
    "version: 1\nenforce: {when: SEV1}",
    "version: 1\ngates: {score: warn}",
    "version: 1\nincident: {labels: []}",
    "version: 1\nincident: {labels: ['']}",
    "version: 1\nincident: {labels: [' a']}",
    "version: 1\nincident: {labels: [1]}",
    `version: 1\nincident: {labels: [${"x".repeat(51)}]}`,
    "version: 1\nreminders: {before: [3, 3]}",
    "version: 1\nreminders: {before: [0]}",
    "version: 1\nrhythm: {digest: monday}",
    "version: 1\nrhythm: {hour: 24}",
    "version: 1\ntime: {zone: '+02:00'}",
    "version: 1\ntime: {zone: ''}",
    "version: 1\ntime: {workdays: []}",
    "version: 1\ntime: {quiet_hours: {from: '22:00'}}",
    "version: 1\ntime: {quiet_hours: {from: '24:00', to: '06:00'}}",
    "version: 1\ntime: {quiet_hours: {from: '22:00', to: '06:00', zone: UTC}}",
    "version: 1\nevidence: {trusted_hosts: ['https://a.example']}",
    "version: 1\nevidence: {trusted_hosts: [localhost]}",
    "version: 1\nfiles: {tests: [/a]}",
    "version: 1\nfiles: {tests: [./a]}",
    "version: 1\nfiles: {tests: ['!a']}",
    "version: 1\nfiles: {tests: ['a\\b']}",
    "version: 1\nfiles: {tests: ['']}",
    "version: 1\nfiles: {tests: [' a']}",
    "version: 1\nfiles: {tests: ['a ']}",
    "version: 1\nfiles: {tests: '**'}",
    `version: 1\nfiles: {tests: [${"x".repeat(301)}]}`,
    `version: 1\nfiles: {tests: [${"x, ".repeat(201)}]}`,
    "version: 1\npeople: {escalation: acme/sre}",
    `version: 1\npeople: {escalation: ${"x".repeat(40)}}`,
    "version: 1\npeople: {override: {teams: [sre]}}",
    "version: 1\npeople: {override: {role: write}}",
    "version: 1\npeople: {steward: read}",
    "[]",
    "text",
  ])("and the parser refuse %j", (text) => {
    expect(verdicts(text)).toEqual({ parse: false, schema: false });
  });

  it("leaves to the parser what settings say together, as the page tells", () => {
    for (const text of [
      "version: 1\ntime: {zone: Mars/Phobos}",
      "version: 1\nwindows: {keep: 14d}",
      "version: 1\npromote: {warn: 2026-05-02, enforce: 2026-05-01}",
      "version: 1\nincident: {labels: [hardening]}",
    ]) {
      expect(verdicts(text)).toEqual({ parse: false, schema: true });
    }
  });

  it("describes every setting and group, with its default", () => {
    const policy = parsePolicy("version: 1", "q.yml").policy;
    const walk = (part: Schema, path: string): void => {
      expect([path, (part.description ?? "").length > 10]).toEqual([path, true]);
      for (const [key, inner] of Object.entries(part.properties ?? {}))
        walk(inner, path === "" ? key : `${path}.${key}`);
      if (part.properties === undefined && path !== "version") expect([path, "default" in part]).toEqual([path, true]);
      if (part.type === "array") expect([path, (part.maxItems ?? 1000) <= 400]).toEqual([path, true]);
    };
    walk(schema, "");
    expect(Object.keys(schema.properties ?? {})).toEqual(Object.keys(policy ?? {}));
  });
});

describe("the reference page", () => {
  const settings = (part: Schema, path: readonly string[] = []): string[] =>
    Object.entries(part.properties ?? {}).flatMap(([key, inner]) =>
      inner.properties === undefined ? [[...path, key].join(".")] : settings(inner, [...path, key]),
    );

  it.each(settings(schema))("has a row for %s", (name) => {
    const rows = page.split("\n").filter((line) => line.startsWith(`| \`${name}\` |`));
    expect(rows).toHaveLength(1);
  });

  it("shows whole files that name the schema, and that set everything to its default", () => {
    const whole = examples.filter((text) => text.startsWith(`# yaml-language-server: $schema=${SCHEMA_URL}\n`));
    expect(whole).toHaveLength(2);
    const { policy } = parsePolicy(whole[1] ?? "", "q.yml");
    expect(policy).toEqual(parsePolicy("version: 1", "q.yml").policy);
    for (const name of settings(schema)) expect(whole[1]).toContain(`${name.split(".").at(-1)}:`);
  });
});

describe("a description", () => {
  it("ends with the ids of its rules, if there are any", () => {
    expect(parts("What it does. (R-C1, R-K2)")).toEqual({ text: "What it does.", rules: ["R-C1", "R-K2"] });
    expect(parts("What it does (often).")).toEqual({ text: "What it does (often).", rules: [] });
    expect(parts()).toEqual({ text: "", rules: [] });
  });
});
