/** The gallery's page: a table a chapter. */
import type { Chapter } from "./album.ts";

export function indexOf(chapters: readonly Chapter[]): string {
  const parts = chapters.map(({ title, exhibits }) =>
    [
      `## ${title}`,
      "",
      "| what people see | on a phone |",
      "| --- | --- |",
      ...exhibits.map(({ name, caption }) => {
        const picture = `<a href="${name}-desktop.png"><img src="${name}-phone.png" width="390" alt="${caption}"></a>`;
        return `| ${caption} ([desktop](${name}-desktop.png)) | ${picture} |`;
      }),
    ].join("\n"),
  );
  return `${[INTRODUCTION, ...parts].join("\n\n")}\n`;
}

const INTRODUCTION = `# What Quench writes, in pictures

Real texts of the sandbox, rendered as GitHub-flavored Markdown. What would notify somebody is marked yellow. Very long
texts are cut off. \`npm run gallery\` takes the pictures anew, with Chromium.`;
