import { describe, expect, it } from "@jest/globals";
import { createIndex } from "../../src/app/known/index.ts";
import { policyKey } from "../../src/app/events/references.ts";

const FACTS = { installation: 3, incidentLabels: ["incident"], incidentTypes: [], itemLabels: ["hardening"] };

describe("what the index knows of shared policies", () => {
  it("is which repositories a file decides in, until they are forgotten or say otherwise", () => {
    const index = createIndex();
    const base = policyKey("Acme/Platform", "policies/tier-1.yml");
    index.apply({ kind: "learn", repository: "acme/Shop", facts: { ...FACTS, policyFiles: [base] } });
    index.apply({
      kind: "learn",
      repository: "acme/api",
      facts: { ...FACTS, policyFiles: [base, policyKey("acme/.github", ".github/quench.yml")] },
    });
    expect(index.usersOf(base)).toEqual(["acme/shop", "acme/api"]);
    expect(index.usersOf(policyKey("acme/platform", "*"))).toEqual(["acme/shop", "acme/api"]);
    expect(index.usersOf(policyKey("acme/platform", "other.yml"))).toEqual([]);
    expect(index.usersOf(policyKey("acme/plat", "*"))).toEqual([]);
    index.apply({ kind: "learn", repository: "acme/shop", facts: FACTS });
    expect(index.usersOf(base)).toEqual(["acme/api"]);
    index.apply({ kind: "forget_repository", repository: "acme/api" });
    expect(index.usersOf(base)).toEqual([]);
    index.apply({ kind: "learn", repository: "acme/api", facts: { ...FACTS, policyFiles: [base] } });
    index.apply({ kind: "forget_installation", installation: 3 });
    expect(index.usersOf(base)).toEqual([]);
  });
});
