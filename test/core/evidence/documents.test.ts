import { describe, expect, it } from "@jest/globals";
import { documentsOf } from "../../../src/core/evidence/documents.ts";
import { linkedPulls } from "../../../src/core/evidence/pull-request.ts";
import type { PullRequest } from "../../../src/core/snapshot/pull.ts";
import { policyInForce } from "../../support/policy.ts";
import { day, file, link, pull, snapshot } from "../../support/snapshot.ts";

const { policy } = policyInForce();
const of = (...pulls: readonly PullRequest[]) =>
  linkedPulls(
    snapshot({ pulls }),
    pulls.map(({ number }) => link(number)),
    day(0),
  );

describe("documents that the incident's pull requests changed", () => {
  it("holds what each gained, in lower case, each pull request once, by its key", () => {
    const first = pull(103, [], { files: [file("docs/runbooks/b.md", { added: ["Run Guard", "then wait"] })] });
    const second = pull(102, [], { files: [file("docs/runbooks/a.md", { added: ["Wait"] }), file("src/a.ts")] });
    expect(documentsOf([of(first), of(second, first)], "runbooks", policy)).toEqual({
      text: "wait\nrun guard\nthen wait",
      changes: [
        { url: second.url, path: "docs/runbooks/a.md", text: "wait" },
        { url: first.url, path: "docs/runbooks/b.md", text: "run guard\nthen wait" },
      ],
      unread: [],
    });
  });

  it("leaves other kinds out, and what only takes away", () => {
    const one = pull(102, [], {
      files: [
        file("docs/runbooks/a.md", { change: "deleted", additions: 0, added: ["guard"] }),
        file("docs/oncall/list.md", { added: ["guard"] }),
      ],
    });
    expect(documentsOf([of(one)], "runbooks", policy)).toEqual({ text: "", changes: [], unread: [] });
    expect(documentsOf([of(one)], "oncall_checklists", policy).text).toBe("guard");
  });

  it("R-V1: tells what was not read", () => {
    const silent = pull(102, ["docs/runbooks/a.md"]);
    const hidden = pull(103, [], { files: { unreadable: "files: 502" } });
    const lost = linkedPulls(snapshot(), [link(104)], day(0));
    const [down, gone] = [{ unreadable: "patches: 502" }, { unreadable: "files: 503" }];
    const half = pull(105, [], {
      files: [
        file("docs/runbooks/b.md", { added: down }),
        file("docs/runbooks/c.md", { added: ["guard"], kept: gone }),
      ],
    });
    expect(documentsOf([of(half)], "runbooks", policy)).toEqual({ text: "", changes: [], unread: [down, gone] });
    expect(documentsOf([lost, of(silent, hidden)], "runbooks", policy).unread).toEqual([
      { unreadable: "acme/shop#104 was not read" },
      { unreadable: "what acme/shop#102 adds to a document was not read" },
      { unreadable: "files: 502" },
    ]);
  });
});
