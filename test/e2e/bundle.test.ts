/** The completion bundle (R-G1), from the label to a closed incident whose evidence changes. */
import { createHash } from "node:crypto";
import { afterEach, describe, expect, it } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { readFileSync } from "node:fs";
import { verifyBundle } from "../../src/github/bundle.ts";
import { memoryKey } from "../../src/github/identity.ts";
import { BOT, type Comment, form, World } from "../support/e2e.ts";

let world: World;
afterEach(async () => world.close());

const BODY = form({
  Severity: "SEV1",
  "Finding types": "slow recovery",
  Summary: "A pool above the limit ``` <!-- quench:tracker --> @acme/everyone",
  "Failure class": "config-change",
});

async function bundleOf(number: number): Promise<readonly Comment[]> {
  return (await world.comments(number)).filter(
    ({ user, body }) => user.login === BOT && body.startsWith("<!-- quench:bundle:"),
  );
}

async function nodeId(number: number): Promise<string> {
  return (await world.as.admin.get(`${world.repo}/issues/${number}`)).node_id;
}

async function closable(): Promise<number> {
  const { number } = await world.open({ body: BODY });
  await world.settle();
  expect(await bundleOf(number)).toEqual([]);
  await world.prove(number);
  return number;
}

const keys = () => [memoryKey(world.box.credentials.privateKey)];

describe("the completion bundle", () => {
  it("is posted once when the incident first may close, sealed, and holds what proved it", async () => {
    world = await World.open();
    const number = await closable();
    expect(await world.tracker(number)).toContain("Ready to close");
    const [comment, ...more] = await bundleOf(number);
    expect(more).toEqual([]);
    const check = verifyBundle([comment?.body ?? ""], await nodeId(number), keys());
    expect(check).toMatchObject({ parts: 1, missing: [], matches: true, signature: "valid" });
    const document = JSON.parse(check?.document ?? "null");
    const validate = new Ajv2020({ strict: true, strictTypes: false }).compile(
      JSON.parse(readFileSync("docs/reference/bundle.schema.json", "utf8")),
    );
    expect([validate(document), validate.errors]).toEqual([true, null]);
    expect(document.incident).toMatchObject({
      number,
      id: await nodeId(number),
      summary: "A pool above the limit ``` <!-- quench:tracker --> @acme/everyone",
    });
    expect(document.controls).toHaveLength(3);
    expect(document.complete).toBe(true);
    expect(document.gate.outcome).toBe("pass");
    const [pull] = document.pulls;
    expect(pull.checks).toContainEqual(expect.objectContaining({ name: "test", conclusion: "success" }));
    expect(document.runs).toContainEqual(expect.objectContaining({ name: "Drill", conclusion: "success" }));
    expect(document.confirmations.map(({ kind }: { kind: string }) => kind)).toEqual(
      expect.arrayContaining(["sign_off", "oncall_ack", "adoption_ack"]),
    );
    expect(await world.tracker(number)).toContain(`📦 The [completion bundle](`);
    expect(await world.twice(number)).toEqual([]);

    // Nothing new: nothing is written, however often it is looked at.
    const before = (await world.comments(number)).map(({ body }) => body);
    await world.restart();
    expect((await world.comments(number)).map(({ body }) => body)).toEqual(before);
  });

  it("tells an edit and a deletion, and never posts it again", async () => {
    world = await World.open();
    const number = await closable();
    const [comment] = await bundleOf(number);
    const path = `${world.repo}/issues/comments/${comment?.id ?? 0}`;
    const forged = (comment?.body ?? "").replace('"outcome": "pass"', '"outcome": "fail"');
    expect(forged).not.toBe(comment?.body);
    await world.as.admin.patch(path, { body: forged });
    await world.settle();
    expect(await world.tracker(number)).toContain(
      `⚠️ The bundle is not what Quench wrote any more: it was edited by \`${world.as.admin.login}\`.`,
    );
    expect(verifyBundle([forged], await nodeId(number), keys())).toMatchObject({ matches: false, signature: "valid" });
    expect((await bundleOf(number)).map(({ body }) => body)).toEqual([forged]);

    await world.as.admin.del(path);
    await world.settle();
    const tracker = await world.tracker(number);
    expect(tracker).toContain("⚠️ The bundle is not what Quench wrote any more: it is gone.");
    const sha256 = createHash("sha256")
      .update(verifyBundle([comment?.body ?? ""], "", [])?.document ?? "")
      .digest("hex");
    expect(tracker).toContain(sha256);
    await world.restart();
    expect(await bundleOf(number)).toEqual([]);
  });

  it("says what of the evidence came since, once while the incident is closed", async () => {
    world = await World.open();
    const number = await closable();
    const [item] = await world.items(number);
    const tell = async (): Promise<string> => {
      const run = await world.run();
      await world.say(world.as.owner, item?.number ?? 0, `/quench evidence rollback ${run}`);
      await world.settle();
      return run;
    };
    await tell();
    expect(await world.tracker(number)).toContain("ℹ️ The evidence has changed since the bundle: ");
    await world.closeIssue(world.as.owner, number);
    await world.settle();
    await world.advance("PT61S");
    expect((await world.issue(number)).state).toBe("closed");
    expect((await world.notices(number)).filter((key) => key.startsWith("bundle-changed:"))).toEqual([]);
    const later = await tell();
    const told = (await world.comments(number)).filter(({ body }) => body.includes("quench:notice:bundle-changed:"));
    expect(told).toHaveLength(1);
    expect(told[0]?.body).toContain(later);
    expect(told[0]?.body).toContain("The incident stays closed");
    await world.as.admin.del(`${world.repo}/issues/comments/${told[0]?.id ?? 0}`);
    await world.restart();
    expect((await world.notices(number)).filter((key) => key.startsWith("bundle-changed:"))).toEqual([]);
    expect((await world.issue(number)).state).toBe("closed");
  });
});
