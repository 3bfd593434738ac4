import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  codeSpan,
  fenced,
  htmlText,
  inlineText,
  linkText,
  mention,
  plainText,
  quote,
  safeUrl,
} from "../../src/core/markdown.ts";
import { outline } from "../../src/core/outline.ts";

const Z = "\u200b";

/** Texts made of what is dangerous, and of anything else. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "@alice",
        "#12",
        "GH-3",
        "https://github.com/a/b/issues/1",
        "www.x.com",
        "a@b.co",
        "<!--",
        "-->",
        "<b>",
        "`",
        "```",
        "~~~",
        "*",
        "_",

        "[x](y)",
        "![",
        "](",
        "|",
        "\\",
        "&lt;",
        "$",
        "- ",
        "1. ",
        "# ",
        "> ",
        "=== ",
        "\n",
        "\r\n",
        "    ",
        "\t",
        "\u202e",
        "\ud800",
        "\0",
        "mailto:x@y.z",
      ),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(""));

describe("htmlText", () => {
  it.each([
    ["</summary></details><b>@maya", "&lt;/summary&gt;&lt;/details&gt;&lt;b&gt;@\u200bmaya"],
    [
      "#1 GH-2 https://evil.example www.evil.example $x$",
      "#\u200b1 GH\u200b-2 https:\u200b//evil.example www\u200b.evil.example $\u200bx$\u200b",
    ],
    ["a\r\n\r\nb \u202ec", "a b c"],
    ["*as* `it` is & was", "*as* `it` is &amp; was"],
  ])("keeps to its place in raw HTML, without Markdown's escapes: %s", (text, safe) => {
    expect(htmlText(text)).toBe(safe);
  });

  it("says that it is cut", () => {
    expect(htmlText("😀😀😀😀", 3)).toBe("😀😀…");
  });
});

describe("inlineText", () => {
  it.each([
    ["plain text", "plain text"],
    ["  two\r\nlines\t ", "two lines"],
    ["@alice and @acme/sre", `@${Z}alice and @${Z}acme/sre`],
    ["fixes #12, acme/shop#3, GH-4", `fixes #${Z}12, acme/shop#${Z}3, GH${Z}-4`],
    ["https://github.com/a/b/issues/1", `https:${Z}//github.com/a/b/issues/1`],
    ["www.example.com", `www${Z}.example.com`],
    ["--> <!-- <b>", "\\--&gt; &lt;!-- &lt;b&gt;"],
    ["&lt;", "&amp;lt;"],
    ["`a` *b* _c_ ~d~ [e](f) $g$ h|i \\", "\\`a\\` \\*b\\* \\_c\\_ \\~d\\~ \\[e\\](f) \\$g\\$ h\\|i \\\\"],
    ["- item", "\\- item"],
    ["1. item", "1\\. item"],
    ["12) item", "12\\) item"],
    ["# title", `\\#${Z} title`],
    ["===", "\\==="],
    ["ali\u202ece\u200b\u0000!", "alice !"],
    ["half \ud800 pair", "half \ufffd pair"],
    ["", ""],
  ])("makes %j safe", (text, safe) => {
    expect(inlineText(text)).toBe(safe);
  });

  it("cuts by code point, and tells it", () => {
    expect(inlineText("😀😀😀😀", 3)).toBe("😀😀…");
    expect(inlineText("😀😀😀", 3)).toBe("😀😀😀");
    expect(inlineText("abc", 0)).toBe("…");
  });

  it("stays one line of text that pings nobody and opens nothing", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const safe = inlineText(text);
        expect(safe).not.toMatch(/[\r\n<>]|@[A-Za-z0-9]|#\d|gh-\d|:\/\/|www\.|mailto:/i);
        // Every character that Markdown could take as markup is escaped.
        expect(safe.replace(/\\[\\`*_[\]~|$#=+.)/-]/g, "")).not.toMatch(/[\\`*_[\]~|$]/);
        for (const place of safe === "" ? [] : [safe, `a\n${safe}\nb`]) {
          // No line of it would be taken for a command, were it sent back.
          expect(place).not.toMatch(/^\s*\/quench/m);
          const { headings, code, unclosed, paragraphs } = outline(place);
          expect([headings.size, code.size, unclosed]).toEqual([0, 0, null]);
          expect(paragraphs.length).toBe(1);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("is undone by plainText", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const once = plainText(inlineText(text, 10_000));
        expect(plainText(inlineText(once, 10_000))).toBe(once);
        expect(once).not.toMatch(/[\r\n\u200b]/);
      }),
    );
    expect(plainText(inlineText("a_b & <c> @d #1 `e` \\f 1. g"))).toBe("a_b & <c> @d #1 `e` \\f 1. g");
    expect(plainText("1\\. x &amp;lt;")).toBe("1. x &lt;");
  });
});

describe("codeSpan", () => {
  it.each([
    ["plain", "`plain`"],
    ["@alice <!--", "`@alice <!--`"],
    ["a`b", "``a`b``"],
    ["a```b``", "```` a```b`` ````"],
    ["`", "`` ` ``"],
    ["two\nlines", "`two lines`"],
    ["  ", "(empty)"],
  ])("holds %j", (text, span) => {
    expect(codeSpan(text)).toBe(span);
  });

  it("cannot be closed from within", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const span = codeSpan(text);
        if (span === "(empty)") return;
        const fence = /^`+/.exec(span)?.[0] ?? "";
        const inside = span.slice(fence.length, -fence.length);
        expect(span.endsWith(fence)).toBe(true);
        expect((inside.match(/`+/g) ?? []).map((run) => run.length)).not.toContain(fence.length);
        expect(span).not.toMatch(/[\r\n]/);
      }),
    );
  });
});

describe("fenced", () => {
  it.each([
    ["a\r\nb", "text", "```text\na\nb\n```"],
    ["a\n", "", "```\na\n```"],
    ["", "", "```\n```"],
    ["```\nx\n```", "", "````\n```\nx\n```\n````"],
    ["x", "a b\n", "```\nx\n```"],
    ["a\0b\tc", "", "```\nab\tc\n```"],
  ])("holds %j", (text, language, block) => {
    expect(fenced(text, language)).toBe(block);
  });

  it("keeps everything in it", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const block = fenced(text);
        const { code, unclosed, paragraphs } = outline(`${block}\n\nbehind`);
        expect(code.size).toBe(block.split("\n").length);
        expect([unclosed, paragraphs.length]).toEqual([null, 1]);
      }),
    );
  });
});

describe("quote", () => {
  it("quotes line by line, as plain text", () => {
    expect(quote("a @b\r\n\n- c\n> d")).toBe(`> a @${Z}b\n>\n> \\- c\n> &gt; d`);
  });

  it("cuts the whole", () => {
    expect(quote("abc\ndef", 5)).toBe("> abc…");
  });
});

describe("linkText", () => {
  it.each([
    ["run 7", "https://github.com/a/b/actions/runs/7", "[run 7](https://github.com/a/b/actions/runs/7)"],
    ["a](b", "https://x.y/(z) <w>?q=[1]", "[a\\](b](https://x.y/%28z%29%20%3Cw%3E?q=%5B1%5D)"],
    ["x", "javascript:alert(1)", "x"],
    ["x", "data:text/html,x", "x"],
    ["x", "//evil.example", "x"],
    ["x", "https://user:secret@host.example/", "x"],
    ["x", "https://", "x"],
    ["x", " https://a.example", "x"],
    ["", "https://a.example", ""],
  ])("links %j to %j", (text, url, link) => {
    expect(linkText(text, url)).toBe(link);
  });
});

describe("safeUrl", () => {
  it("ends nowhere in Markdown or HTML", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(safeUrl(`https://x.example/${text}`) ?? "").not.toMatch(/[()<>[\]\\`|"'$\s]/);
      }),
    );
  });
});

describe("mention", () => {
  it.each([
    ["octocat", "@octocat"],
    ["a-b_acme", "@a-b_acme"],
    ["acme/sre", "`acme/sre`"],
    ["a b", "`a b`"],
    ["-a", "`-a`"],
    ["a".repeat(40), `\`${"a".repeat(40)}\``],
    ["github-actions[bot]", "`github-actions[bot]`"],
  ])("%s → %s", (login, text) => {
    expect(mention(login)).toBe(text);
  });
});
