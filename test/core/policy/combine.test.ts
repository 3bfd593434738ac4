import { describe, expect, it } from "@jest/globals";
import { type PolicyNeed, type PolicySource, seekPolicy } from "../../../src/core/policy/combine.ts";
import { type InForce, resolvePolicy } from "../../../src/core/policy/resolve.ts";
import type { PolicyBase, PolicyVersion } from "../../../src/core/snapshot/types.ts";

const PATH = ".github/quench.yml";
let day = 0;

/** Versions of a file, newest first; each later one in the list is a day older. */
function versions(repository: string, path: string, texts: readonly (string | null)[]): PolicyVersion[] {
  return texts.map((text, index) => {
    day += 1;
    return {
      path,
      commit: `${texts.length - index}${repository.replace(/\W/g, "")}`.padEnd(40, "0"),
      committedAt: `2026-03-${String(20 - index).padStart(2, "0")}T00:00:00Z`,
      text,
      repository,
    };
  });
}

function own(...texts: (string | null)[]): PolicyVersion[] {
  return versions("acme/shop", PATH, texts);
}

function base(name: string, ...texts: (string | null)[]): PolicyBase {
  const [repository = "", path = PATH] = name.split(":");
  return { repository, path, versions: versions(repository, `${repository}/${path}`, texts), absent: null };
}

/** What is in force of these files. */
function resolved(file: readonly PolicyVersion[], ...bases: readonly PolicyBase[]): InForce {
  const [newest, ...older] = file;
  const found = resolvePolicy(newest === undefined ? [] : [{ ...newest, bases }, ...older]);
  if (found.state !== "in_force") throw new Error(found.state);
  return found;
}

const EXTENDS = "version: 1\n_extends: .github\n";
const ENFORCE = "version: 1\nmode: enforce\nclosure: {grace: 5m, max_reopens_per_day: 3}\nfailure_classes: [a, b]\n";

describe("a policy that extends another", () => {
  it("has its own settings over the other's, group by group", () => {
    const file = own(`${EXTENDS}closure: {grace: 10m}\nfailure_classes: [c]`);
    const { policy, standing } = resolved(file, base("acme/.github", ENFORCE));
    expect(policy).toMatchObject({ mode: "enforce", failure_classes: ["c"] });
    expect(policy.closure).toMatchObject({ grace: 600_000, max_reopens_per_day: 3 });
    expect(standing).toMatchObject({ path: PATH, problem: null });
    expect(standing.files).toEqual([
      { repository: "acme/shop", path: PATH, commit: file[0]?.commit },
      { repository: "acme/.github", path: PATH, commit: "1acmegithub".padEnd(40, "0") },
    ]);
  });

  it("began with the last change of any of its files", () => {
    const older = own(EXTENDS).map((version) => ({ ...version, committedAt: "2026-01-01T00:00:00Z" }));
    expect(resolved(older, base("acme/.github", ENFORCE)).committedAt).toBe("2026-03-20T00:00:00Z");
  });

  it("takes nothing of the other's version line and of what that builds on for its own", () => {
    const top = base("acme/.github", "version: 1\n_extends: root\nmode: warn");
    const { policy, standing } = resolved(own(EXTENDS), top, base("acme/root", ENFORCE));
    expect(policy).toMatchObject({ mode: "warn", _extends: ".github", failure_classes: ["a", "b"] });
    expect(standing.files?.map(({ repository }) => repository)).toEqual(["acme/shop", "acme/.github", "acme/root"]);
    const unversioned = resolved(own("_extends: .github\nmode: warn"), base("acme/.github", ENFORCE));
    expect(unversioned.standing.problem).toMatch(/^\.github\/quench\.yml:1:1: `version` is missing/);
  });

  it("may name another path, and one of its own repository", () => {
    const file = own("version: 1\n_extends: shop:policies/strict.yml");
    const { policy } = resolved(file, base("acme/shop:policies/strict.yml", ENFORCE));
    expect(policy.mode).toBe("enforce");
  });

  it("puts a banner on what the two set together below the floor", () => {
    const { standing } = resolved(own(`${EXTENDS}gates: {scorecard: warn}`), base("acme/.github", ENFORCE));
    expect(standing.belowFloor).toEqual([expect.stringContaining("`gates.scorecard` is `warn`")]);
  });

  it("is off where its base says so, unless it says otherwise itself", () => {
    const off = base("acme/.github", "version: 1\nenabled: false");
    expect(resolvePolicy(own(EXTENDS).map((each) => ({ ...each, bases: [off] }))).state).toBe("disabled");
    expect(resolved(own(`${EXTENDS}enabled: true`), off).policy.enabled).toBe(true);
  });
});

describe("a fault", () => {
  it("is told at the file, line and column that wrote it", () => {
    const faulty = base("acme/.github", "version: 1\nclosure:\n  grace: soon", ENFORCE);
    const { policy, standing } = resolved(own(EXTENDS), faulty);
    expect(standing.problem).toMatch(/^acme\/\.github\/\.github\/quench\.yml:3:10: `closure\.grace` cannot be `soon`/);
    expect(policy.mode).toBe("enforce");
    const mine = resolved(own(`${EXTENDS}closure:\n  grace: never`, EXTENDS), base("acme/.github", ENFORCE));
    expect(mine.standing.problem).toMatch(/^\.github\/quench\.yml:4:10: `closure\.grace` cannot be `never`/);
    expect(mine.policy.closure.grace).toBe(300_000);
  });

  it("in a group that is replaced is told where it was replaced", () => {
    const { standing } = resolved(own(`${EXTENDS}closure: null`, EXTENDS), base("acme/.github", ENFORCE));
    expect(standing.problem).toMatch(/^\.github\/quench\.yml:3:10: `closure` is empty/);
  });

  it("of two files that do not add up leaves the last two that did", () => {
    const clash = "version: 1\nincident: {labels: [outage]}\n";
    const file = own(`${EXTENDS}items: {label: outage}`);
    const found = resolved(file, base("acme/.github", `${clash}mode: enforce`, ENFORCE));
    expect(found.standing.problem).toMatch(/do not add up/);
    expect(found.policy).toMatchObject({ mode: "enforce", items: { label: "outage" } });
    expect(found.standing.files?.[1]?.commit).toMatch(/^1/);
  });

  it("in the base leaves the base's last valid version, deletions included", () => {
    for (const newest of ["version: 1\nmode: loud", "a: [", "", null, "version: 1\n_extends: .github"]) {
      const { policy, standing } = resolved(own(EXTENDS), base("acme/.github", newest, ENFORCE));
      expect(policy.mode).toBe("enforce");
      expect(standing.problem).not.toBeNull();
      expect(standing.commit).toMatch(/^1acmeshop/);
      expect(standing.files?.[1]?.commit).toMatch(/^1acmegithub/);
    }
  });

  it("names a deleted base, and the commit that deleted it", () => {
    const { standing } = resolved(own(EXTENDS), base("acme/.github", null, ENFORCE));
    expect(standing.problem).toBe(
      ".github/quench.yml:2:11: `_extends` names `acme/.github/.github/quench.yml`, which was deleted in commit `2acmegi`; put it back, or change this line.",
    );
    expect(standing.alone).toBeUndefined();
  });

  it("is mended by the next version", () => {
    const { policy, standing } = resolved(
      own(EXTENDS),
      base("acme/.github", "version: 1\nmode: warn", "a: [", ENFORCE),
    );
    expect(policy.mode).toBe("warn");
    expect(standing.problem).toBeNull();
  });

  it("in what the file extends leaves its own last version that could be put together", () => {
    const file = own("version: 1\n_extends: typo\nmode: warn", EXTENDS);
    const nowhere: PolicyBase = { repository: "acme/typo", path: PATH, versions: [], absent: "which does not exist" };
    const { policy, standing } = resolved(file, nowhere, base("acme/.github", ENFORCE));
    expect(policy.mode).toBe("enforce");
    expect(standing.commit).toMatch(/^1/);
    expect(standing.problem).toContain("`_extends` names `acme/typo/.github/quench.yml`, which does not exist");
  });
});

describe("a base that was never to be seen", () => {
  const unseen: PolicyBase = { repository: "acme/.github", path: PATH, versions: [], absent: "which is out of sight" };

  it("leaves the file's own settings, and never loosens its mode", () => {
    const { policy, standing } = resolved(own(`${EXTENDS}mode: enforce\nfailure_classes: [x]`), unseen);
    expect(policy).toMatchObject({ mode: "enforce", failure_classes: ["x"] });
    expect(standing).toMatchObject({ alone: true, path: PATH });
    expect(standing.problem).toContain("which is out of sight");
  });

  it("tells and undoes nothing where the mode was the base's to say", () => {
    expect(resolved(own(EXTENDS), unseen).policy.mode).toBe("warn");
    expect(resolved(own(EXTENDS), { ...unseen, absent: null }).policy.mode).toBe("warn");
  });

  it("is no way past a file that is faulty itself", () => {
    const { policy, standing } = resolved(own(`${EXTENDS}mode: loud`), unseen);
    expect(policy.mode).toBe("shadow");
    expect(standing).toMatchObject({ path: null, commit: null });
  });
});

describe("a chain", () => {
  const link = (from: string, to: string, more = "") => base(`acme/${from}`, `version: 1\n_extends: ${to}\n${more}`);

  it("may be five deep", () => {
    const chain = [link(".github", "b"), link("b", "c"), link("c", "d"), link("d", "e"), base("acme/e", ENFORCE)];
    expect(resolved(own(EXTENDS), ...chain)).toMatchObject({
      policy: { mode: "enforce" },
      standing: { problem: null },
    });
  });

  it("and no deeper", () => {
    const chain = [link(".github", "b"), link("b", "c"), link("c", "d"), link("d", "e"), link("e", "f")];
    const { standing } = resolved(own(EXTENDS), ...chain, base("acme/f", ENFORCE));
    expect(standing.problem).toMatch(/^acme\/e\/\.github\/quench\.yml:2:11: more than 5 files build on one another/);
  });

  it("is no circle, and the circle is told", () => {
    const { standing } = resolved(own(EXTENDS), link(".github", "b"), link("b", ".github"));
    expect(standing.problem).toBe(
      "acme/b/.github/quench.yml:2:11: `_extends` goes in a circle: `acme/.github/.github/quench.yml` → `acme/b/.github/quench.yml` → `acme/.github/.github/quench.yml`; take one of these lines out.",
    );
    const self = resolved(own("version: 1\n_extends: SHOP"));
    expect(self.standing.problem).toContain("goes in a circle: `acme/shop/.github/quench.yml` →");
  });

  it("stays with one owner", () => {
    const { standing } = resolved(own("version: 1\n_extends: evil/shop"), base("evil/shop", ENFORCE));
    expect(standing.problem).toMatch(
      /^\.github\/quench\.yml:2:11: .*another owner's; name a repository of the same owner/,
    );
    const further = resolved(own(EXTENDS), link(".github", "evil/shop"), base("evil/shop", ENFORCE));
    expect(further.standing.problem).toMatch(/^acme\/\.github\/.*another owner's/);
  });

  it("goes back as a whole to before the circle", () => {
    const b = base("acme/b", "version: 1\n_extends: .github", ENFORCE);
    const { policy, standing } = resolved(own(EXTENDS), link(".github", "b"), b);
    expect(policy.mode).toBe("enforce");
    expect(standing.problem).toContain("goes in a circle");
  });
});

describe("seekPolicy", () => {
  const source = (given: readonly PolicyVersion[], more = false): PolicySource => ({
    versions: given,
    more,
    absent: null,
  });
  const need = (file: PolicySource, known: readonly [string, PolicySource][] = []): PolicyNeed | null =>
    seekPolicy(file, new Map(known)).need;
  const key = `acme/.github:${PATH}`;
  const reference = { owner: "acme", repo: ".github", path: PATH };

  it("asks for nothing more than a file that holds by itself", () => {
    expect(need(source(own(ENFORCE), true))).toBeNull();
    expect(need(source(own(null, ENFORCE), true))).toBeNull();
  });

  it("asks for the base, and for a history only where the newest does not hold", () => {
    expect(need(source(own(EXTENDS), true))).toEqual({ kind: "base", reference });
    expect(need(source(own(EXTENDS), true), [[key, source(base("acme/.github", ENFORCE).versions, true)]])).toBeNull();
    const broken = source(base("acme/.github", "a: [").versions, true);
    expect(need(source(own(EXTENDS), true), [[key, broken]])).toEqual({ kind: "history", reference });
    expect(need(source(own(EXTENDS), true), [[key, { ...broken, more: false }]])).toEqual({
      kind: "history",
      reference: null,
    });
    expect(need(source(own("a: ["), true))).toEqual({ kind: "history", reference: null });
  });

  it("comes to an end over histories that are broken throughout", () => {
    const texts = Array.from({ length: 60 }, (_, index) => `version: 1\nmode: m${index}`);
    const file = own(...Array.from({ length: 60 }, () => `${EXTENDS}mode: loud`));
    const chain = base("acme/.github", ...texts);
    const sought = seekPolicy(source(file), new Map([[key, source(chain.versions)]]));
    expect(sought).toMatchObject({ found: null, need: null });
  });
});

describe("a base that is out of sight", () => {
  const sought = (found: PolicyBase) => {
    const { versions: all, absent } = found;
    return seekPolicy(
      { versions: own(EXTENDS), more: false, absent: null },
      new Map([["acme/.github:.github/quench.yml", { versions: all, absent, more: false }]]),
    );
  };

  it("is one that was never there, that is not ours to see, or of which every known version deletes it", () => {
    expect(sought(base("acme/.github")).outOfSight).toBe(true);
    expect(sought({ ...base("acme/.github"), absent: "which is private" }).outOfSight).toBe(true);
    expect(sought(base("acme/.github", null)).outOfSight).toBe(true);
  });

  it("is none that is there, valid or not, nor one whose former version is known", () => {
    expect(sought(base("acme/.github", ENFORCE)).outOfSight).toBe(false);
    expect(sought(base("acme/.github", "mode: loud")).outOfSight).toBe(false);
    const deleted = sought(base("acme/.github", null, ENFORCE));
    expect(deleted.outOfSight).toBe(false);
    expect(deleted.found?.policy.mode).toBe("enforce");
    expect(deleted.problems[0]?.message).toContain("which was deleted in commit `2acmegi`");
    const never = sought(base("acme/.github"));
    expect(never.problems[0]?.message).toContain("and there is no such file on the default branch");
    expect(never.found).toBeNull();
  });

  it("is not asked of a file that is known to lie nowhere", () => {
    const [file] = own(EXTENDS);
    if (file === undefined) throw new Error("no file");
    const { repository: _nowhere, ...placeless } = file;
    const found = seekPolicy({ versions: [placeless], more: false, absent: null }, new Map());
    expect(found.problems).toMatchObject([
      {
        key: "_extends",
        message: "it is not known where this file lies, and so what it builds on",
        fix: "remove `_extends`",
      },
    ]);
    expect(found.outOfSight).toBe(false);
  });
});
