import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { type Ask, NoAnswer } from "../../../src/cli/init/ask.ts";
import { init, type InitOptions } from "../../../src/cli/init/init.ts";
import { formFiles } from "../../../src/core/forms/templates.ts";
import { starterPolicy } from "../../../src/core/onboarding/starter.ts";
import { starterWorkflow, UNKNOWN_COPY } from "../../../src/core/onboarding/workflow.ts";
import { parsePolicy } from "../../../src/core/policy/parse.ts";
import { type Said, said } from "../../support/said.ts";

const POLICY = ".github/quench.yml";
const WORKFLOW = ".github/workflows/quench.yml";
const FORMS = ".github/ISSUE_TEMPLATE";
const COPY = `acme/quench@${"a1".repeat(20)}`;
const ALL = [POLICY, WORKFLOW, ...Object.keys(formFiles()).map((name) => `${FORMS}/${name}`), `${FORMS}/config.yml`];

let root = "";
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "quench-init-")));
  mkdirSync(join(root, ".git"));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function textOf(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

/** Every file in the checkout, with its text and when it was written. */
function all(): Readonly<Record<string, string>> {
  const names = readdirSync(root, { recursive: true, encoding: "utf8" }).toSorted();
  const files = names.filter((name) => statSync(join(root, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, `${statSync(join(root, name)).mtimeMs} ${textOf(name)}`]));
}

async function run(options: Partial<InitOptions> = {}, ask: Ask | null = null): Promise<Said> {
  const given = { zone: "Europe/Berlin", uses: COPY };
  const heard = await said(() =>
    init({ folder: root, yes: true, force: false, json: false, env: {}, given, ...options }, ask),
  );
  // Node's own remark on how these tests run.
  return { ...heard, err: heard.err.replace(/^\(node:.*\n\(Use `node.*\n/m, "") };
}

/** Answers in this order; says what was asked. */
function answering(...answers: string[]): { readonly ask: Ask; readonly asked: string[] } {
  const asked: string[] = [];
  const ask: Ask = async (question, proposal, refuse) => {
    asked.push(`${question} [${proposal}]`);
    const answer = answers.shift();
    if (answer === undefined) throw new NoAnswer();
    const taken = answer === "" ? proposal : answer;
    expect([question, refuse(taken)]).toEqual([question, null]);
    return taken;
  };
  return { ask, asked };
}

describe("quench init", () => {
  it("writes everything, and says what to do next", async () => {
    const { code, out, err } = await run();
    expect([code, err]).toEqual([0, ""]);
    for (const path of ALL) expect(out).toContain(`  wrote  ${path}\n`);
    expect(Object.keys(all())).toEqual(ALL.toSorted());
    expect(textOf(POLICY)).toBe(starterPolicy({ mode: "warn", zone: "Europe/Berlin" }));
    expect(textOf(WORKFLOW)).toBe(starterWorkflow({ uses: COPY, workflows: [] }));
    for (const [name, text] of Object.entries(formFiles())) expect(textOf(`${FORMS}/${name}`)).toBe(text);
    expect(out).toContain("  1. Commit it to the default branch:\n     git -C ");
    expect(out).toContain("gh label create incident\n");
    expect(out).not.toContain("Register the App");
  });

  it("changes nothing the second time, and says so", async () => {
    await run();
    const before = all();
    for (const options of [{}, { given: {} }, { given: {}, yes: false }, { force: true, given: {} }]) {
      const { code, out, err } = await run(options);
      expect([code, err]).toEqual([0, ""]);
      expect(out).toContain("Everything is there already: nothing changed.\n");
      expect(out).not.toMatch(/wrote|left/);
      expect(all()).toEqual(before);
    }
    // A workflow that came since makes ours no other, nor does a checkout that ends lines in its own way.
    put(".github/workflows/ci.yml", "name: CI\non: push\n");
    writeFileSync(join(root, POLICY), textOf(POLICY).replaceAll("\n", "\r\n"));
    expect((await run()).out).toContain("Everything is there already");
  });

  it("leaves what differs, names the line, and overwrites it with --force alone", async () => {
    put(`${FORMS}/incident.yml`, `${formFiles()["incident.yml"] ?? ""}# ours\n`);
    put(POLICY, "version: 1\nmode: enforce\n");
    put(WORKFLOW, starterWorkflow({ uses: "old/quench@v1", workflows: [] }));
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out).toContain(`  left   ${POLICY}: it is a policy of your own, valid, mode enforce\n`);
    expect(out).toContain(`  left   ${WORKFLOW}: it runs \`old/quench@v1\`\n`);
    expect(out).toMatch(/ {2}left {3}\.github\/ISSUE_TEMPLATE\/incident\.yml: it differs from line \d+ on\n/);
    expect(out).toContain("--force overwrites what was left");
    expect(textOf(POLICY)).toBe("version: 1\nmode: enforce\n");
    const forced = await run({ force: true });
    expect(forced.out).toContain(`  overwrote  ${POLICY}: it was a policy of your own, valid, mode enforce\n`);
    expect(forced.out).toContain(`  overwrote  ${WORKFLOW}: it ran \`old/quench@v1\`\n`);
    expect(textOf(POLICY)).toBe(starterPolicy({ mode: "warn", zone: "Europe/Berlin" }));
    expect(textOf(`${FORMS}/incident.yml`)).toBe(formFiles()["incident.yml"]);
  });

  it("tells the line of a policy that is not valid, and leaves it", async () => {
    put(POLICY, "version: 1\nmode: wran\n");
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out).toContain(`  left   ${POLICY}: it is not valid: ${POLICY}:2:`);
    expect(out).toContain("  1. Mend the policy: `quench check-policy`");
    expect(textOf(POLICY)).toBe("version: 1\nmode: wran\n");
  });

  it("takes `.yaml` for `.yml`, and a workflow under another name for ours", async () => {
    put(`${FORMS}/incident.yaml`, formFiles()["incident.yml"] ?? "");
    put(`${FORMS}/config.yaml`, "blank_issues_enabled: false\n");
    put(".github/workflows/incidents.yaml", `jobs:\n  a:\n    steps:\n      - uses: ${COPY}\n`);
    const { out } = await run();
    expect(out).toContain(`  is there  ${FORMS}/incident.yaml\n`.replace("is there  ", "is there  "));
    expect(out).toMatch(/left {6}\.github\/workflows\/incidents\.yaml: it differs from line 1 on/);
    expect(existsSync(join(root, `${FORMS}/incident.yml`))).toBe(false);
    expect(existsSync(join(root, `${FORMS}/config.yml`))).toBe(false);
    expect(existsSync(join(root, WORKFLOW))).toBe(false);
  });

  it("writes no workflow for the App alone, and does not begin to the next time", async () => {
    const { out } = await run({ given: { with: "app", mode: "shadow" } });
    expect(existsSync(join(root, WORKFLOW))).toBe(false);
    expect(parsePolicy(textOf(POLICY), POLICY).policy).toMatchObject({ mode: "shadow" });
    expect(out).toContain("  2. Register the App, run it, and install it:\n     https://");
    expect((await run({ given: {} })).out).toContain("Everything is there already");
    expect((await run({ given: { with: "both" } })).out).toContain(`wrote     ${WORKFLOW}\n`);
  });

  it("says what to put in where no copy of the Action is known", async () => {
    const { out } = await run({ given: { uses: UNKNOWN_COPY } });
    expect(out).toContain(`  1. Put your copy of Quench into ${WORKFLOW}, in place of\n     ${UNKNOWN_COPY}`);
    expect(textOf(WORKFLOW)).toContain(`uses: ${UNKNOWN_COPY} # put in your copy`);
    // And again, as long as nobody did.
    expect((await run({ given: {} })).out).toContain(`  1. Put your copy of Quench into ${WORKFLOW}`);
  });

  it("asks for a commit where a branch or a tag was named", async () => {
    const { out } = await run({ given: { uses: "acme/quench@v1" } });
    expect(out).toContain(`  1. Name a commit by its full SHA in ${WORKFLOW}, in place of\n     acme/quench@v1: `);
    expect((await run()).out).not.toContain("full SHA");
  });

  it("lists the other workflows, whose runs are evidence", async () => {
    put(".github/workflows/ci.yml", "name: CI, all of it\non: push\n");
    put(".github/workflows/deploy.yaml", "on: push\n");
    put(".github/workflows/broken.yml", "a: [\n");
    put(".github/workflows/README.md", "no workflow");
    await run();
    expect(parse(textOf(WORKFLOW))).toMatchObject({
      on: { workflow_run: { workflows: ["CI, all of it", ".github/workflows/deploy.yaml"], types: ["completed"] } },
    });
  });

  it("goes to the root of the checkout, and says so", async () => {
    mkdirSync(join(root, "src", "deep"), { recursive: true });
    const { out } = await run({ folder: join(root, "src", "deep") });
    expect(out.split("\n")[0]).toBe(`In ${root} (the root of the checkout):`);
    expect(existsSync(join(root, POLICY))).toBe(true);
    // In a worktree `.git` is a file.
    mkdirSync(join(root, "tree"));
    writeFileSync(join(root, "tree", ".git"), "gitdir: elsewhere\n");
    expect((await run({ folder: join(root, "tree") })).out.split("\n")[0]).toBe(`In ${join(root, "tree")}:`);
  });

  it("prints what was written and left for programs", async () => {
    put(POLICY, "version: 1\n");
    const { out } = await run({ json: true });
    const told = JSON.parse(out) as { readonly files: readonly unknown[]; readonly next: readonly string[] };
    expect(told).toMatchObject({ root, git: true, answers: { with: "app", zone: "Europe/Berlin" } });
    expect(told.files[0]).toEqual({
      path: POLICY,
      state: "left",
      remark: "is a policy of your own, valid, mode shadow",
    });
    expect(told.files[1]).toEqual({ path: `${FORMS}/incident.yml`, state: "written", remark: null });
    expect(told.next.length).toBeGreaterThan(2);
  });
});

describe("what is asked", () => {
  it("is what cannot be seen, with a proposal for each, and nothing is written before the last answer", async () => {
    const { ask, asked } = answering("both", "shadow", "", "", "");
    const { code, out, err } = await run({ yes: false, given: {}, env: { TZ: ":Asia/Tokyo" } }, ask);
    expect(code).toBe(0);
    expect(asked.map((each) => each.replace(/^.*\[/, "["))).toEqual([
      "[action]",
      "[warn]",
      "[Asia/Tokyo]",
      expect.stringMatching(/^\[[\w.-]+\/[\w.-]+@\w+\]$/),
      "[yes]",
    ]);
    expect(err).toContain(`  to write  ${POLICY}\n`);
    expect(out).toContain("Register the App");
    expect(textOf(POLICY)).toContain("\nmode: shadow\n");
    expect(textOf(POLICY)).toContain("  zone: Asia/Tokyo\n");
  });

  it("is nothing that was given or is there", async () => {
    put(POLICY, "version: 1\n");
    const { ask, asked } = answering("", "yes");
    await run({ yes: false, given: { uses: COPY } }, ask);
    expect(asked).toHaveLength(2);
    expect(asked[0]).toContain("What looks at the incidents");
    expect(asked[1]).toBe("Write them? [yes]");
  });

  it("may be answered with no, or not at all", async () => {
    const no = await run({ yes: false }, answering("action", "warn", "no").ask);
    expect([no.code, no.out, no.err.split("\n").at(-2)]).toEqual([1, "", "Nothing was written."]);
    const gone = await run({ yes: false }, answering("action").ask);
    expect([gone.code, gone.err]).toEqual([1, "\nNothing was written.\n"]);
    expect(all()).toEqual({});
  });

  it("cannot be asked of nobody: it says what it would do, and how to go on", async () => {
    const { code, out, err } = await run({ yes: false });
    expect([code, out]).toEqual([1, ""]);
    for (const path of ALL) expect(err).toContain(`  to write  ${path}\n`);
    expect(err).toContain(
      `Go on with \`quench init --yes --with action --mode warn --zone Europe/Berlin --uses ${COPY}\`, or run it in a terminal.\n`,
    );
    expect(all()).toEqual({});
    const { out: json } = await run({ yes: false, json: true });
    expect(JSON.parse(json)).toMatchObject({ files: ALL.map((path) => ({ path, state: "missing" })) });
  });

  it.each([
    [{ zone: "Mars/Olympus" }, "`--zone` is `Mars/Olympus`: give an IANA time zone such as `Europe/Berlin` or `UTC`."],
    [{ uses: "quench" }, "`--uses` is `quench`: give a repository and a commit, such as `acme/quench@<full SHA>`."],
    [{ uses: "a/b@c\nevil: true" }, /^`--uses` is `a\/b@cevil: true`: give a repository/],
  ] as const)("is refused where it is no answer: %j", async (given, sentence) => {
    await expect(run({ given })).rejects.toThrow(sentence);
    expect(all()).toEqual({});
  });
});

describe("what is in the way", () => {
  let outside = "";
  beforeEach(() => {
    outside = mkdtempSync(join(tmpdir(), "quench-outside-"));
  });
  afterEach(() => rmSync(outside, { recursive: true }));

  it("is a folder that is no checkout, unless somebody wants it", async () => {
    rmSync(join(root, ".git"), { recursive: true });
    const { code, err } = await run({ yes: false });
    expect([code, err]).toEqual([
      1,
      `${root} is in no git repository: name a checkout, or write there all the same with --yes. Nothing was written.\n`,
    ]);
    const refused = await run({ yes: false }, answering("n").ask);
    expect([refused.code, all()]).toEqual([1, {}]);
    const { out } = await run();
    expect(out).toContain(`In ${root} (no git repository):\n`);
    expect(out).toContain("Commit it to the default branch of a repository.");
  });

  it("is a folder that is none", async () => {
    put("file", "");
    for (const [folder, sentence] of [
      ["nowhere", "there is no such folder; name a checkout."],
      ["file", "this is no folder; name a checkout."],
    ] as const) {
      const { code, err } = await run({ folder: join(root, folder) });
      expect([code, err]).toEqual([1, `${join(root, folder)}: ${sentence}\n`]);
    }
  });

  it.each([
    ["a file in place of a folder", () => put(".github", "")],
    ["a file in place of the last folder", () => put(FORMS, "")],
    ["a folder in place of a file", () => mkdirSync(join(root, POLICY), { recursive: true })],
    ["a link out of the checkout", () => symlinkSync(outside, join(root, ".github"))],
    ["a link to nowhere", () => symlinkSync(join(root, "gone"), join(root, ".github"))],
  ])("leaves everything as it was: %s", async (_what, prepare) => {
    prepare();
    const before = readdirSync(root, { recursive: true, encoding: "utf8" }).toSorted();
    const { code, out, err } = await run();
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(/^\S+: .*\. Nothing was written\.\n$/);
    expect(readdirSync(root, { recursive: true, encoding: "utf8" }).toSorted()).toEqual(before);
    expect(readdirSync(outside)).toEqual([]);
  });
});
