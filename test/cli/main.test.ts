import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { suggestion } from "../../src/cli/help.ts";
import { main } from "../../src/cli/main.ts";

describe("the command line", () => {
  let out = "";
  let err = "";
  const { stdout, stderr } = process;
  const write = { out: stdout.write.bind(stdout), err: stderr.write.bind(stderr) };

  beforeEach(() => {
    out = "";
    err = "";
    stdout.write = (text: string | Uint8Array) => {
      out += String(text);
      return true;
    };
    stderr.write = (text: string | Uint8Array) => {
      err += String(text);
      return true;
    };
  });
  afterEach(() => {
    stdout.write = write.out;
    stderr.write = write.err;
  });

  it("helps, with every command and an example", async () => {
    for (const argv of [["help"], ["--help"], ["-h"], ["sandbox", "--help"]]) {
      out = "";
      expect(await main(argv)).toBe(0);
      for (const word of ["serve", "sandbox", "demo", "start", "--no-app", "--json", "Examples", "WEBHOOK_SECRET"]) {
        expect(out).toContain(word);
      }
    }
    expect(err).toBe("");
  });

  it("tells its version", async () => {
    expect(await main(["--version"])).toBe(0);
    expect(out).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
  });

  it("refuses an unknown command, and says which was probably meant", async () => {
    expect(await main(["sandbx"])).toBe(1);
    expect(err).toBe("There is no command `sandbx`. Did you mean `sandbox`? See `quench help`.\n");
    err = "";
    expect(await main(["constructor"])).toBe(1);
    expect(err).toBe("There is no command `constructor`. See `quench help`.\n");
    expect(out).toBe("");
  });

  it("refuses options that it does not have, and values that cannot be", async () => {
    expect(await main(["sandbox", "--prot", "1"])).toBe(1);
    expect(err).toContain("--prot");
    for (const port of ["x", "70000", "-1", "1.5"]) {
      err = "";
      expect(await main(["sandbox", `--port=${port}`])).toBe(1);
      expect(err).toContain(`--port is \`${port}\``);
    }
    expect(await main(["serve", "now"])).toBe(1);
  });

  it("refuses to serve without credentials, and tells all that is missing", async () => {
    const env = process.env;
    process.env = {};
    try {
      expect(await main(["serve"])).toBe(1);
    } finally {
      process.env = env;
    }
    for (const name of ["APP_ID", "PRIVATE_KEY", "WEBHOOK_SECRET"]) expect(err).toContain(`  - ${name}`);
  });
});

describe("what was probably meant", () => {
  const commands = ["serve", "sandbox", "demo"];
  it("is the nearest command, if one is near", () => {
    expect(suggestion("srve", commands)).toBe("serve");
    expect(suggestion("SERVER", commands)).toBe("serve");
    expect(suggestion("deom", commands)).toBe("demo");
    expect(suggestion("deploy-it", commands)).toBeNull();
    expect(suggestion("", commands)).toBeNull();
  });
});
