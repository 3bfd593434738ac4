/** Law 7 in what is written beside an incident: reports, reminders, set-up, checks of policies and pull requests. */
import { describe, expect, it } from "@jest/globals";
import { issueText, pointerText, proposalText } from "../../../src/core/onboarding/text.ts";
import { parsePolicy } from "../../../src/core/policy/parse.ts";
import { renderAudit } from "../../../src/core/render/audit.ts";
import { bundleComments } from "../../../src/core/render/bundle-comments.ts";
import { renderBundle, renderBundleChange } from "../../../src/core/render/bundle.ts";
import { renderCheck } from "../../../src/core/render/check.ts";
import { renderClosings } from "../../../src/core/render/check-closings.ts";
import { renderDigest } from "../../../src/core/render/digest.ts";
import { renderLedger } from "../../../src/core/render/ledger.ts";
import { renderFollows } from "../../../src/core/render/notices.ts";
import { annotationsOf, renderPolicyCheck } from "../../../src/core/render/policy-check.ts";
import { renderPromotion } from "../../../src/core/render/promotion.ts";
import { renderReminder } from "../../../src/core/render/reminder.ts";
import { NO_AUDIT } from "../../../src/core/rules/audit.ts";
import { bundleBytes, bundleOf } from "../../../src/core/rules/bundle-document.ts";
import { mergeDigests } from "../../../src/core/rules/digest.ts";
import { judgeFile } from "../../../src/core/simulate/judge-file.ts";
import { entry } from "../../support/digest.ts";
import { HOSTILE } from "../../support/hostile-text.ts";
import { judge } from "../../support/judge.ts";
import { judged } from "../../support/judged.ts";
import { policyInForce } from "../../support/policy.ts";
import { incident, item, snapshot } from "../../support/snapshot.ts";
import { closableStory } from "../../support/story.ts";
import { trouble } from "../../support/trouble.ts";
import { baseline, facts as setUpFacts, offer, ROW } from "../onboarding/facts.ts";

/** What people can make as long as GitHub lets them: a title has 256 characters, a body 65,536, a login 39. */
const TEXTS: readonly string[] = [
  ...HOSTILE,
  "🔥".repeat(15_000),
  "fixes #999, closes acme/other#4, resolves https://github.com/acme/shop/issues/999",
  "Duplicate of #999",
  "\u2066@maya\u2069 \u061c@maya \u00ad@maya",
  "<!-- quench-memory eyJ2 -->\n<!-- quench:own:digest:2030-03-04 -->",
  "# heading\n\n---\n\n> quote\n\n1. one\n\n- [ ] task",
  "\u0000\u0007\u001b[31mred",
  "\ud83d half a pair",
  "`".repeat(300),
  "GH-999 mailto:maya@example.com xmpp:maya@example.com www.evil.example",
];
const DAY = "2026-03-30";
const WEB = "https://github.com/acme/shop";
const NOW = "2026-03-30T09:05:00Z";
/** A link that a person gave leads where they say, if it is one at all. */
const THEIRS = { links: /^https:\/\/(?:evil\.example|github\.com)\// };

type Texts = readonly (readonly [key: string, body: string])[];

const each = (name: string, render: (text: string) => Texts, ours: Parameters<typeof trouble>[2] = THEIRS) =>
  it(`law 7: ${name}`, () => {
    for (const text of TEXTS) {
      for (const [key, body] of render(text)) expect(trouble(key, body, ours)).toEqual([]);
    }
  });

describe("law 7: reports", () => {
  each(
    "the digest",
    (text) => {
      const told = entry(12, { title: text, owner: text, proof: [text, `${WEB}/pull/7`] });
      const names = [
        "overdue",
        "due",
        "people",
        "weak",
        "blocked",
        "disputed",
        "overrides",
        "ready",
        "closed",
      ] as const;
      const sections = mergeDigests([names.map((name) => ({ name, title: "", entries: [told, told] }))]);
      const body = renderDigest({ sections, unread: [{ number: 7, why: text }], paused: [], former: null });
      return [["digest", body ?? ""]];
    },
    { ...THEIRS, headings: /^### [A-Z][a-z: ]+$/ },
  );

  each("the audit", (text) => {
    const one = {
      incident: 1,
      item: 12,
      url: `${WEB}/issues/12`,
      title: text,
      owner: text,
      evidence: [text],
      outcome: "fail" as const,
      phrase: "#12 does not run as it should.",
      cost: null,
      remedy: null,
      figures: "2 incidents before, 3 after.",
    };
    const audit = { ...NO_AUDIT, controls: [one, { ...one, outcome: "pass" as const }], people: [one], retire: [one] };
    const parts = [{ number: 1, audit, unread: text }];
    return [["audit", renderAudit({ parts, beyond: 3, former: 4 })]];
  });

  each("the ledger's pages", (text) => {
    const row = {
      number: 20,
      title: text,
      what: text,
      why: text,
      item: 12,
      owner: text,
      owners: 1,
      day: DAY,
      incident: text,
      state: "overdue" as const,
      lacks: [],
      unsure: true,
      filedAt: NOW,
    };
    const rows = [row, { ...row, state: "unmanaged" as const, lacks: ["a trigger"] }];
    return (["risk", "debt"] as const).map((kind) => [kind, renderLedger({ kind, rows, strangers: [30], more: true })]);
  });

  each("the notice of a promotion", (text) => {
    const falseAlarm = { by: text, because: text, at: NOW, url: text };
    const closes = [{ event: "CE_1", at: NOW, falseAlarm }];
    const policy = policyInForce({ mode: "shadow" }).policy;
    const next = { mode: "warn" as const, day: DAY, from: NOW, begins: "2026-04-06T00:00:00Z" };
    const body = renderPromotion({
      next,
      policy,
      from: "shadow",
      looked: 1,
      beyond: 0,
      unread: [],
      files: [
        {
          name: text,
          url: text,
        },
      ],
      incidents: [
        {
          number: 1,
          url: `${WEB}/issues/1`,
          title: text,
          closes,
        },
      ],
    });
    return [["promotion", body]];
  });

  it("law 7: a reminder calls those whom it is for, and nobody that their names spell", () => {
    for (const text of TEXTS) {
      const who = { login: text, standsInFor: { login: "oscar", of: text, until: DAY } };
      const next = { text: "Do it.", distance: "comment" as const, who: [text] };
      const one = {
        key: "k",
        topic: "due" as const,
        step: "on" as const,
        number: 12,
        to: text,
        escalate: null,
        dueDay: DAY,
        at: NOW,
        overdueDays: 4,
        text: "",
        next,
      };
      const body = renderReminder({ reminders: [one], owner: who, escalation: who });
      expect(trouble("reminder:12", body)).toEqual([]);
      expect(body.match(/^@/gm)).toBeNull();
    }
  });
});

describe("law 7: setting up", () => {
  const of = (text: string) => {
    const rows = Array.from({ length: 50 }, () => ({ ...ROW, title: text }));
    const place = { ...setUpFacts().repository, defaultBranch: text.slice(0, 200) };
    return setUpFacts({ baseline: baseline(rows), repository: place, forms: [text] });
  };
  const scanned = (body: string): string =>
    // Shown as code, and the instant that nobody sees: ours.
    body.replace(/```yaml\n[\s\S]*?\n```/, "").replace(/<!-- quench-as-of [\dT:Z-]+ -->/, "");
  each("the issue, the pull request and the pointer", (text) => [
    ["issue", scanned(issueText(of(text)))],
    ["pull request", scanned(proposalText(of(text)))],
    ["pointer", pointerText(of(text), offer())],
  ]);

  it("law 7: the pull request's body closes nothing, and leaves no trace on an incident", () => {
    for (const text of TEXTS) {
      const body = proposalText(of(text));
      expect(body).not.toMatch(/\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:[\w./-]*#\d|https?:\/\/)/i);
      expect(body.replace(/`[^`\n]*`/g, "")).not.toMatch(/(?<![\w&])#\d/);
    }
  });
});

describe("law 7: the check of a policy", () => {
  const place = (text: string) => ({
    name: text,
    hidden: false,
    before: policyInForce({ mode: "warn" }),
    after: policyInForce(),
    same: false,
    incidents: [],
    left: 0,
  });
  const judgedFile = (text: string) => {
    const version = { path: ".github/quench.yml", commit: "c".repeat(40), committedAt: NOW, repository: "acme/shop" };
    return judgeFile(version.path, { ...version, text }, undefined, NOW);
  };
  const files = (text: string) =>
    [text, `version: 1\nmode: ${JSON.stringify(text)}`, `version: 1\n${JSON.stringify(text)}: 1`].map(judgedFile);
  const record = (body: string): string => body.replace(/<!-- quench-policy \{[^>]*\} -->$/, "");

  each("texts of files, places, branches and titles", (text) => {
    const open = { kind: "open" as const, from: "told" as const, to: "undone" as const, gates: [] };
    const one = { number: 1, url: `${WEB}/issues/1`, title: text, row: open };
    const facts = { otherBranch: text, placesLeft: 0, record: { key: "k", rows: {} } };
    const places = [{ ...place(text), incidents: Array.from({ length: 200 }, () => one) }];
    const valid = renderPolicyCheck({ ...facts, files: [judgedFile("version: 1\nmode: warn\n")], places });
    return [valid, ...files(text).map((file) => renderPolicyCheck({ ...facts, files: [file], places: [] }))].flatMap(
      ({ summary, text: long }): readonly (readonly [string, string])[] => [
        ["summary", summary],
        ["text", record(long)],
      ],
    );
  });

  it("law 7: annotations and titles are one line of plain text, as long as GitHub takes them", () => {
    for (const text of TEXTS) {
      for (const { message, title } of annotationsOf(files(text))) {
        expect(message).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        expect(Buffer.byteLength(message)).toBeLessThan(64 * 1024);
        expect(title.length).toBeLessThan(255);
      }
    }
  });

  it("law 7: a policy's own values in verdicts", () => {
    for (const text of TEXTS) {
      const { problems } = parsePolicy(`version: 1\nincident:\n  labels: [${JSON.stringify(text)}, 3]\n`, text);
      for (const { message, fix } of problems) expect(trouble("problem", `${message} ${fix}`)).toEqual([]);
    }
  });
});

describe("law 7: checks of pull requests", () => {
  const verdict = judge(snapshot({ items: [item(2)] }));
  const standing = {
    pull: { key: "acme/shop#9" },
    outcome: "blocked",
    linked: true,
    closesIncident: true,
    closesItems: [2],
    serves: [2],
    byBody: true,
    byCommit: "0123456789",
  };

  each("lanes that meet, and an incident elsewhere", (text) => {
    const meetings = [{ path: text, pulls: [{ key: "acme/shop#9" }, { key: "acme/shop#8" }] }];
    const lanes = { meetings, owner: text } as never;
    const content = renderCheck({ verdict, standing: standing as never, lanes });
    const repository = "acme/incidents";
    const away = renderCheck({
      verdict,
      standing: standing as never,
      lanes,
      elsewhere: { repository, private: false },
    });
    return [content, away].map(({ summary }) => ["check", summary]);
  });

  it("law 7: what is private stays so, whatever it is called", () => {
    for (const text of TEXTS.filter((one) => one.length > 3)) {
      const named = judge(snapshot({ incident: incident({ title: text }), items: [item(2, { title: text })] }));
      const elsewhere = { repository: "acme/vault", private: true };
      const content = renderCheck({ verdict: named, standing: standing as never, elsewhere });
      const told = {
        repository: "acme/vault",
        private: true,
        number: 1,
        url: text,
        commit: null,
        next: text,
      };
      const closings = renderClosings([{ ...told, outcome: "blocked", standing: text }], "acme/shop", "merge group");
      for (const said of [JSON.stringify(content), JSON.stringify(closings)]) {
        expect(said).not.toContain("vault");
        expect(said).not.toContain(JSON.stringify(text).slice(1, -1));
        expect(said).not.toMatch(/(?<!`)#1(?!`|\))/);
      }
    }
  });
});

describe("law 7: the bundle, and who leads", () => {
  each("the bundle's comments", (text) => {
    const read = closableStory();
    const hostile = { ...read, incident: { ...read.incident, title: text } };
    const subject = judged(hostile);
    const bundle = bundleOf(subject, judge(hostile));
    const link = { who: text, at: NOW, style: text as never, duration: null };
    const proof = { ...link, item: 2, kind: text as never, because: "adds a test", url: text };
    const whole = { ...bundle, incident: { ...bundle.incident, summary: text }, tests: [proof] };
    const body = renderBundle(whole, "Europe/Berlin");
    const parts = bundleComments(body, bundleBytes(whole), { sha256: "0".repeat(64), hmac: "x" });
    for (const part of parts) expect(part.body.length).toBeLessThanOrEqual(65_000);
    return [
      ["bundle", body],
      ...parts.map((part) => [part.key, part.body.replace(/```json\n[\s\S]*?\n```/, "")] as const),
    ];
  });

  each("what changed since", (text) => {
    const link = { item: 2, kind: text, url: text };
    const change = { fingerprint: "x", came: [link], went: [link] } as never;
    const standing = {
      url: text,
      sha256: "0".repeat(64),
      parts: 1,
      gone: [],
      edited: [],
      change,
    } as never;
    return [["bundle-changed", renderBundleChange(change, standing, true)]];
  });

  each("another instance leads", (text) => [["follows", renderFollows({ login: text, url: text } as never)]]);
});
