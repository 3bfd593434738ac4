/** Real Git object ids, so that a SHA of the box is what `git hash-object` would say. Source: Pro Git, "Git Objects". */
import { createHash } from "node:crypto";
import type { GitPerson } from "./model.ts";

const hash = (kind: string, content: Buffer): string =>
  createHash("sha1").update(`${kind} ${content.length}\0`).update(content).digest("hex");

/** The SHA of a blob. */
export const blobSha = (content: Buffer): string => hash("blob", content);

interface Folder {
  files: Map<string, string>;
  folders: Map<string, Folder>;
}

const newFolder = (): Folder => ({ files: new Map(), folders: new Map() });

const shaOf = (folder: Folder): string => {
  const entries = [
    ...[...folder.files].map(([name, sha]) => ({ mode: "100644", name, sha, key: name })),
    // Git sorts a folder as if its name ended in a slash.
    ...[...folder.folders].map(([name, inner]) => ({ mode: "40000", name, sha: shaOf(inner), key: `${name}/` })),
  ].sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
  return hash(
    "tree",
    Buffer.concat(
      entries.flatMap((entry) => [Buffer.from(`${entry.mode} ${entry.name}\0`), Buffer.from(entry.sha, "hex")]),
    ),
  );
};

/** The SHA of the root tree of a flat tree (path → blob SHA). */
export const treeSha = (flat: ReadonlyMap<string, string>): string => {
  const root = newFolder();
  for (const [path, sha] of flat) {
    const parts = path.split("/");
    const name = parts.pop() ?? path;
    let folder = root;
    for (const part of parts) {
      const inner = folder.folders.get(part) ?? newFolder();
      folder.folders.set(part, inner);
      folder = inner;
    }
    folder.files.set(name, sha);
  }
  return shaOf(root);
};

const signature = (person: GitPerson): string =>
  `${person.name} <${person.email}> ${Math.floor(Date.parse(person.date) / 1000)} +0000`;

/** The SHA of a commit. */
export const commitSha = (commit: {
  treeSha: string;
  parents: readonly string[];
  message: string;
  author: GitPerson;
  committer: GitPerson;
}): string =>
  hash(
    "commit",
    Buffer.from(
      [
        `tree ${commit.treeSha}`,
        ...commit.parents.map((parent) => `parent ${parent}`),
        `author ${signature(commit.author)}`,
        `committer ${signature(commit.committer)}`,
        "",
        commit.message,
      ].join("\n"),
    ),
  );
