import { describe, expect, it } from "@jest/globals";
import type { Identity } from "../../src/github/identity.ts";
import type { ReadResult, Subject } from "../../src/github/read.ts";
import { createLeaderReader } from "../../src/github/read-as.ts";
import type { GitHubClient } from "../../src/github/request/client.ts";
import { actor, comment, day, incident, snapshot } from "../support/snapshot.ts";

const NO_CLIENT = {} as GitHubClient;
const ACTION: Identity = { login: "github-actions[bot]", appId: 15_368, kind: "action", key: null };
const APP = "acme-quench[bot]";

/** Incidents as each login sees them: the App's tracker is the App's own, and a peer's to everybody else. */
function reader(led: (number: number) => boolean) {
  const asked: string[] = [];
  const read = async (_client: GitHubClient, { number }: Subject, { login }: Identity): Promise<ReadResult> => {
    asked.push(`#${number} ${login}`);
    if (number === 404) return { kind: "gone", why: "there is no issue" };
    const tracker = {
      ...comment("Text", APP, day(0), { ownReactions: ["+1"] }),
      author: actor(APP),
      ...(login === APP ? {} : { peer: { key: "tracker", kind: "app" as const } }),
    };
    const seen = snapshot({ incident: incident({ comments: led(number) ? [tracker] : [] }) });
    const kind = login === ACTION.login ? ACTION.kind : ("action" as const);
    return { kind: "snapshot", snapshot: { ...seen, self: { login, kind, appId: null } } };
  };
  const one = createLeaderReader(read);
  const at = (number: number) => one(NO_CLIENT, { owner: "acme", repo: "shop", number }, ACTION);
  return { asked, at };
}

describe("an incident as its leader sees it", () => {
  it("is ours where nobody else leads, at one read", async () => {
    const { asked, at } = reader(() => false);
    const read = await at(1);
    expect(read.kind === "snapshot" && read.snapshot.self.login).toBe(ACTION.login);
    expect(asked).toEqual(["#1 github-actions[bot]"]);
  });

  it("is the App's where the App leads; from then on that is the guess", async () => {
    const { asked, at } = reader(() => true);
    const first = await at(1);
    const second = await at(2);
    expect(asked).toEqual(["#1 github-actions[bot]", `#1 ${APP}`, `#2 ${APP}`]);
    for (const read of [first, second]) {
      if (read.kind === "gone") throw new Error(read.why);
      expect(read.snapshot.self).toEqual({ login: APP, kind: "action", appId: null });
      // GitHub tells whoever asks its own reactions, and they are not the App's.
      expect(read.snapshot.incident.comments).toMatchObject([{ ownReactions: [] }]);
    }
  });

  it("is gone for everybody", async () => {
    const { asked, at } = reader(() => true);
    expect((await at(404)).kind).toBe("gone");
    expect(asked).toHaveLength(1);
  });
});
