import { describe, expect, it } from "@jest/globals";
import { main } from "../../src/cli/main.ts";
import { RULES } from "../../src/core/rules/registry.ts";
import { said } from "../support/said.ts";

describe("quench explain", () => {
  it("tells a rule with everything that the registry has of it", async () => {
    const { code, out, err } = await said(() => main(["explain", "R-S2"]));
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^R-S2 Rubric\nScores; a gate: part of whether/);
    for (const word of [
      "Passes\n",
      "Fails\n",
      "Unknown\n",
      "Settings, with their defaults\n",
      "scores.rubric  7\n",
      "Related\n",
    ]) {
      expect(out.replace(/ {2,}/g, "  ")).toContain(word);
    }
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(out).not.toContain("\u001b");
  });

  it("takes an id as people write it", async () => {
    const { out } = await said(() => main(["explain", "R-S2"]));
    for (const id of ["r-s2", "S2", "s2", "RS2", " R-S2 "])
      expect((await said(() => main(["explain", id]))).out).toBe(out);
  });

  it("names the nearest id where there is none such", async () => {
    const wrong = await said(() => main(["explain", "R-S22"]));
    expect(wrong).toEqual({ code: 1, out: "", err: "There is no rule `R-S22`; did you mean `R-S2`?\n" });
    const far = await said(() => main(["explain", "everything\u001b[31m"]));
    expect(far).toEqual({
      code: 1,
      out: "",
      err: "There is no rule `everything [31m`; `quench explain` lists them.\n",
    });
  });

  it("lists all, by family", async () => {
    const { code, out } = await said(() => main(["explain"]));
    expect(code).toBe(0);
    expect(out).toMatch(/^V\. How facts are read\n {2}R-V1 {3}/);
    expect([...out.matchAll(/^ {2}(R-[A-Z]\d+) /gm)].map(([, id]) => id)).toEqual(RULES.map(({ id }) => id));
    expect(out).toContain("`quench explain <id>` tells what a rule decides.\n");
  });

  it("gives programs the same as JSON", async () => {
    const all = JSON.parse((await said(() => main(["explain", "--json"]))).out) as readonly { readonly id: string }[];
    expect(all.map(({ id }) => id)).toEqual(RULES.map(({ id }) => id));
    const one = JSON.parse((await said(() => main(["explain", "R-C5", "--json"]))).out) as unknown;
    expect(one).toEqual(all.find(({ id }) => id === "R-C5"));
    expect(one).toMatchObject({ family: "Closure", kind: "finding", never: {} });
    expect(one).toHaveProperty("settings", expect.arrayContaining([{ key: "closure.override_lasts", default: "7d" }]));
    expect((one as { settings: unknown }).settings).toContainEqual({ key: "closure.override_lasts", default: "7d" });
  });
});
