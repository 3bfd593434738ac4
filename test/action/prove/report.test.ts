/** What the job says, and what it posts. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { ASSERTS, type Project, project, proveIn, RUN, scripts } from "./project.ts";

let made: Project | null = null;
afterEach(() => made?.remove());

describe("the job", () => {
  it("posts nothing in a dry run, and fails for nothing", async () => {
    made = project(scripts("true\n"));
    const { report, posted } = await proveIn(made, { inputs: { ...RUN, dryRun: true } });
    expect(posted).toEqual([]);
    expect(report.failures).toEqual([]);
    expect(report.outputs.outcome).toBe("fail");
    expect(report.warnings).toEqual([expect.stringMatching(/^Not proven\. These tests do not show the fault\./)]);
    expect(report.notes).toEqual(["Dry run: the check `Quench / red-green proof` would be posted as `failure`."]);
  });

  it("does not fail where a fork's token cannot write, and says so in the summary", async () => {
    made = project(scripts(ASSERTS));
    const { report } = await proveIn(made, { inputs: RUN, fork: true, refuse: 403 });
    expect(report).toMatchObject({ outputs: { outcome: "pass" }, failures: [], warnings: [] });
    expect(report.summary).toContain("On pull requests from forks the job's token can only read.");
    expect(report.summary).toContain("**✅ Proven.**");
  });

  it("leaves a missing permission to be told at the job's end, and says what became of the check", async () => {
    made = project(scripts(ASSERTS));
    const { report } = await proveIn(made, { inputs: RUN, refuse: 403 });
    expect(report).toMatchObject({ failures: [], warnings: [] });
    expect(report.summary).toContain("could not be posted (HTTP 403). The job's token may not write checks.");
  });

  it("warns where GitHub refuses the check for another reason", async () => {
    made = project(scripts(ASSERTS));
    const { report } = await proveIn(made, { inputs: RUN, refuse: 422 });
    expect(report.failures).toEqual([]);
    expect(report.warnings).toEqual(["The check `Quench / red-green proof` could not be posted (HTTP 422)."]);
  });

  it("proves nothing of a closed pull request", async () => {
    made = project(scripts(ASSERTS));
    const { report, posted, log } = await proveIn(made, { pull: { state: "closed" } });
    expect(report.outputs.outcome).toBe("not_applicable");
    expect([...posted, ...log]).toEqual([]);
  });

  it.each([
    [{ testCommand: "" }, /needs the input `test-command`/],
    [{ testFiles: ["./test/**"] }, /The input `test-files` holds ".\/test\/\*\*": write the path from/],
    [{ workingDirectory: "../elsewhere" }, /The input `working-directory` is "..\/elsewhere"/],
    [{ workingDirectory: "/etc" }, /Write a folder below the repository's root/],
  ])("asks for inputs that can be used: %j", async (inputs, message) => {
    made = project(scripts(ASSERTS));
    await expect(proveIn(made, { inputs })).rejects.toThrow(message);
  });

  it("stays within GitHub's limits, whatever the tests print", async () => {
    made = project(scripts(ASSERTS));
    const shout =
      "for i in $(seq 4000); do printf '</details> ``` @acme/all <!-- quench --> 🙂🙂🙂 %s\\033[31m\\n' $i; done";
    const { posted, check } = await proveIn(made, {
      inputs: { testCommand: `${shout}; ./run` },
    });
    expect(posted[0]?.conclusion).toBe("success");
    const { summary = "", text = "" } = posted[0]?.output ?? {};
    expect(summary.length).toBeLessThan(65_000);
    expect(text.length).toBeLessThan(65_000);
    expect(check).not.toContain("\u001b");
    expect(text).toMatch(/\d+ lines before it are in the job's log\./);
    // A fence longer than any run of backticks inside; only ours closes it.
    expect(text.match(/^````$/gm)).toHaveLength(4);
  });
});
