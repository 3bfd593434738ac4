import { describe, expect, it } from "@jest/globals";
import { createLog } from "../../src/app/log.ts";

function capture(level: "trace" | "info" | "silent" = "trace") {
  const lines: string[] = [];
  const log = createLog({
    level,
    write: (line) => void lines.push(line),
    now: () => Date.parse("2026-03-01T09:00:00Z"),
  });
  return { log, lines, parsed: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe("the log", () => {
  it("writes one JSON object a line, with the fields it knows", () => {
    const { log, lines, parsed } = capture();
    log
      .child({ name: "github", token: "x" })
      .info({ repository: "acme/shop", number: 4, payload: { body: "no" } }, "pass");
    expect(lines[0]?.endsWith("\n")).toBe(true);
    expect(parsed()).toEqual([
      {
        time: "2026-03-01T09:00:00.000Z",
        level: "info",
        name: "github",
        repository: "acme/shop",
        number: 4,
        msg: "pass",
      },
    ]);
  });

  it("writes of an error its name, message and status, and nothing that hangs on it", () => {
    const { log, lines, parsed } = capture();
    const error = Object.assign(new Error("refused"), {
      status: 403,
      event: { payload: { title: "s3cret" } },
      request: { headers: { authorization: "token s3cret" } },
      response: { data: "s3cret" },
    });
    log.error(error);
    log.warn({ err: error }, "failed");
    expect(lines.join("")).not.toContain("s3cret");
    expect(parsed()[0]).toMatchObject({ error: "Error", because: "refused", status: 403 });
    expect(parsed()[1]).toMatchObject({ msg: "failed", status: 403 });
  });

  it("masks tokens and keys in any text", () => {
    const { log, lines } = capture();
    const secrets = [
      `ghs_${"a".repeat(36)}`,
      `github_pat_${"b".repeat(30)}`,
      `eyJhbGciOiJSUzI1NiJ9.${"c".repeat(20)}.${"d".repeat(20)}`,
      `Bearer ${"e".repeat(40)}`,
      `-----BEGIN RSA PRIVATE KEY-----\n${"f".repeat(60)}\n-----END RSA PRIVATE KEY-----`,
    ];
    for (const secret of secrets) log.info(`before ${secret} after`);
    for (const letter of ["a", "b", "c", "d", "e", "f"]) expect(lines.join("")).not.toContain(letter.repeat(18));
    expect(lines.every((line) => line.includes("[secret]"))).toBe(true);
  });

  it("cuts what is long, and takes only plain values", () => {
    const { log, parsed } = capture();
    log.info({ why: "x".repeat(10_000), reasons: ["a", "b"], kind: { deep: 1 }, found: null }, "m");
    expect(String(parsed()[0]?.["why"]).length).toBeLessThan(600);
    expect(parsed()[0]).toMatchObject({ reasons: ["a", "b"], found: null });
    expect(parsed()[0]).not.toHaveProperty("kind");
  });

  it("keeps to its level", () => {
    const quiet = capture("info");
    quiet.log.debug("no");
    quiet.log.trace({ event: "no" });
    quiet.log.info("yes");
    expect(quiet.parsed().map(({ msg }) => msg)).toEqual(["yes"]);
    const silent = capture("silent");
    silent.log.fatal("no");
    expect(silent.lines).toEqual([]);
  });
});
