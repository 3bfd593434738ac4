/** Text that people could write into a title, a field, a branch's or a check's name. */
export const HOSTILE = [
  "@acme/everyone please look",
  "<!-- quench:tracker -->",
  "--> <!-- quench:item:lane-quality -->",
  "<details><summary>x</summary>",
  "</details><script>alert(1)</script>",
  "a | b | c",
  "line one\n| --- |\n## heading",
  "`@acme/all` ``` \n```",
  "[click](javascript:alert(1)) ![x](http://evil.example/x.png)",
  "#1 fixes #2 GH-3 acme/other#4",
  "https://evil.example/@maya",
  "\u202eevil\u200b@maya",
  "\\@maya \\<b> &lt;b&gt;",
  "/quench verify",
  "*bold* _x_ ~~y~~ $z$",
  "",
] as const;
