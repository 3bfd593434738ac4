/** The reference page of the completion bundle. */
import { bundleJsonSchema } from "./schemas.ts";
import { tablesOf } from "./tables.ts";

/** @returns Markdown. */
export function bundlePage(): string {
  return `# The completion bundle

<!-- Written by scripts/generate-reference.ts from src/core/rules/bundle-schema.ts. Change it there. -->

When every condition for closing holds for the first time, Quench archives what was shipped and what proves it
([R-G1](rules.md#r-g1)): one comment on the incident for people, and in it a JSON document for programs. GitHub deletes
checks after 400 days and the logs of runs sooner; the document holds what they said.

- It is written **once**. What comes and goes afterwards is told by the tracker: *the evidence has changed since the
  bundle*, with the links; while the incident is closed, also by one comment for each distinct change, ten at most.
- A part that somebody edits or deletes is told by the tracker, and never written again, so that nobody takes a later text
  for the archived one.
- A document that is too long for one comment goes on in further ones, \`part 2 of 3\`, each at most 65,000 characters.

## Where it is

Each comment begins with a marker, \`<!-- quench:bundle:2/3:SHA256 -->\`, and holds its part in its last \`json\` block. The
parts in their order are the document, byte by byte: each line's end belongs to it, the last one too. Where a marker ends
with \`+\`, the document goes on in the same line with the next part, and the newline before the fence is not its own.

In the document \`<\`, \`>\`, the backtick and invisible characters are written as \`\\u003c\` and so on, so that no text in it can
end its block or look like a marker. A program that reads JSON sees them as they were.

## Whether it is as it was

The first comment names the SHA-256 of the document's bytes, and an HMAC-SHA-256 by a key that is derived from the App's
private key, over

\`\`\`text
quench-bundle-1
<the issue's node id>
<the SHA-256 in hexadecimal>
\`\`\`

joined by line feeds, without one at the end, in base64url. So nobody without the key can make another document that
passes, nor take one from another issue.

\`\`\`console
$ quench bundle acme/shop#12 -o bundle.json        # put together, checked, and kept
$ quench bundle acme/shop#12 --verify bundle.json  # later: is it still what was posted?
\`\`\`

| \`--verify\` | exit | when |
| --- | --- | --- |
| yes | 0 | the file has the SHA-256 that was posted: by a valid signature or Quench's signed memory, else by comments that nobody else edited |
| no | 2 | it has another, it is the bundle of another incident, or it is no bundle |
| it cannot be told | 3 | somebody edited or deleted the comments and nothing signed is left to hold the file against, the signature is by no key at hand, or the comments could not be read |

A token is enough for the SHA-256; the signature takes the App's credentials (\`APP_ID\`, \`PRIVATE_KEY_PATH\`, after a rotation
\`PRIVATE_KEY_PREVIOUS_PATH\` too). With \`--json\` it prints one object: \`answer\` (\`yes\`, \`no\`, \`unknown\`), \`lines\` (why, in sentences), \`bundle\`
(\`url\`, \`sha256\`, \`parts\`, \`missing\`, \`edited\`, \`matches\`, \`signature\`, \`remembered\`, \`signedFor\` and the \`document\`; null where there is
none), and \`file\` with its \`sha256\`.

The document of a bundle in one comment, for a look by hand:

\`\`\`console
$ gh api repos/acme/shop/issues/comments/123 --jq .body | tr -d '\\r' | sed -n '/^\`\`\`json$/,/^\`\`\`$/p' | sed '1d;$d' | sha256sum
\`\`\`

- **The Action has no key**: its bundle says *not signed*. The SHA-256 shows an accident; whoever may edit the comment can
  change both. Keep the SHA-256 elsewhere where that matters.
- **After a rotation of the private key** ([how](../how-to/rotate-secrets.md)) a former bundle is checked with the former
  key: keep it where old bundles have to be proven.
- **After a transfer** to another repository the issue has another node id: the one that was signed is \`incident.id\`.

${tablesOf(bundleJsonSchema(), "The document", false)}
`;
}
