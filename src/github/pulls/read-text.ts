/** The text of a file on the default branch. */
import type { Readable } from "../../core/snapshot/types.ts";
import type { GitHubClient } from "../request/client.ts";
import { look } from "../request/look.ts";

interface RestFile {
  readonly type?: string;
  readonly encoding?: string;
  readonly content?: string;
}

/** Its lines; a binary file has none. GitHub leaves out the content of files above 1 MB. */
export async function textLines(
  client: GitHubClient,
  repository: string,
  path: string,
): Promise<Readable<readonly string[]>> {
  const [owner, repo] = repository.split("/");
  const looked = await look(client, "GET /repos/{owner}/{repo}/contents/{path}", { owner, repo, path }, "file");
  if ("unreadable" in looked) return looked;
  const { encoding, content = "" } = ("found" in looked ? looked.found : {}) as RestFile;
  if ("absent" in looked || encoding !== "base64") return { unreadable: `file: GitHub shows no text of ${path}` };
  const text = Buffer.from(content, "base64").toString("utf8");
  return text.includes("\0") ? [] : text.split(/\r\n|\n/);
}
