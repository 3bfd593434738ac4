/** Files and directories. Source: docs.github.com/rest/repos/contents. */
import { BoxError } from "../../state/contract.ts";
import type { Commit, Repository } from "../../state/model.ts";
import { notFound, readable, writable } from "../access.ts";
import { type Answer, type Json, ok, type RestRequest, type Route, route } from "../answer.ts";
import { needText, textOrNothing } from "../body.ts";
import { gitCommitJson } from "../serialize/commit.ts";
import { placeOf } from "../serialize/repository.ts";
import { folderEntries } from "../tree.ts";

/** Base64 in lines of 60 characters, as GitHub breaks it. */
const base64Lines = (bytes: Buffer): string => bytes.toString("base64").replace(/.{1,60}/g, "$&\n");

/** Above this size the content is left empty ("Get repository content": 1 to 100 MB only as raw). */
const INLINE = 1024 * 1024;

const refOf = (request: RestRequest, repository: Repository): { commit: Commit; ref: string } => {
  const ref = request.query.get("ref") ?? repository.defaultBranch;
  try {
    return { commit: request.state.ask.commit(repository, ref), ref };
  } catch (error) {
    if (!(error instanceof BoxError)) throw error;
    throw new BoxError(404, `No commit found for the ref ${ref}`);
  }
};

const entryJson = (
  request: RestRequest,
  repository: Repository,
  entry: { type: "file" | "dir"; path: string; sha: string; size: number },
  ref: string,
): Json => {
  const { name, api, web } = placeOf(request, repository);
  const path = entry.path.split("/").map(encodeURIComponent).join("/");
  const self = `${api}/contents/${path}?ref=${encodeURIComponent(ref)}`;
  const kind = entry.type === "file" ? "blob" : "tree";
  const git = `${api}/git/${kind}s/${entry.sha}`;
  const html = `${web}/${kind}/${ref}/${path}`;
  return {
    name: entry.path.split("/").at(-1) ?? "",
    path: entry.path,
    sha: entry.sha,
    size: entry.size,
    url: self,
    html_url: html,
    git_url: git,
    download_url: entry.type === "file" ? `https://raw.githubusercontent.com/${name}/${ref}/${path}` : null,
    type: entry.type,
    _links: { self, git, html },
  };
};

const fileJson = (request: RestRequest, repository: Repository, path: string, sha: string, ref: string): Json => {
  const bytes = repository.blobs.get(sha) ?? Buffer.alloc(0);
  const entry = entryJson(request, repository, { type: "file", path, sha, size: bytes.length }, ref);
  return bytes.length > INLINE
    ? { ...entry, content: "", encoding: "none" }
    : { ...entry, content: base64Lines(bytes), encoding: "base64" };
};

const listing = (
  request: RestRequest,
  repository: Repository,
  tree: Commit["tree"],
  path: string,
  ref: string,
): Json[] =>
  folderEntries(tree, path).map((entry) => {
    const isFile = entry.type === "blob";
    const size = isFile ? (repository.blobs.get(entry.sha)?.length ?? 0) : 0;
    return entryJson(
      request,
      repository,
      { type: isFile ? "file" : "dir", path: entry.path, sha: entry.sha, size },
      ref,
    );
  });

const wantsRaw = (request: RestRequest): boolean =>
  /application\/vnd\.github(\.v3)?\.raw(\+json)?/.test(request.headers.accept ?? "");

const getContents = (request: RestRequest): Answer => {
  const repository = readable(request, "contents");
  const path = (request.params.path ?? "").replace(/^\/+|\/+$/g, "");
  const { commit, ref } = refOf(request, repository);
  const sha = commit.tree.get(path);
  if (sha !== undefined) {
    if (!wantsRaw(request)) return ok(fileJson(request, repository, path, sha, ref));
    return {
      status: 200,
      body: repository.blobs.get(sha) ?? Buffer.alloc(0),
      headers: { "Content-Type": "application/vnd.github.raw+json; charset=utf-8" },
    };
  }
  const entries = listing(request, repository, commit.tree, path, ref);
  if (entries.length === 0 && path !== "") throw notFound();
  return ok(entries);
};

const decoded = (text: string): Buffer => {
  const compact = text.replace(/\s/g, "");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) throw new BoxError(422, "content is not valid Base64");
  return Buffer.from(compact, "base64");
};

const putContents = (request: RestRequest): Answer => {
  const repository = writable(request);
  const { body, params, state, caller } = request;
  const path = params.path ?? "";
  const branch = textOrNothing(body, "branch");
  const ref = branch ?? repository.defaultBranch;
  const head = repository.refs.get(`refs/heads/${ref}`);
  const existed = head !== undefined && repository.commits.get(head)?.tree.has(path) === true;
  const { commit, blobSha } = state.do.putContents(caller, repository, path, {
    message: needText(body, "message"),
    content: decoded(needText(body, "content")),
    branch,
    sha: textOrNothing(body, "sha"),
  });
  const {
    content: _content,
    encoding: _encoding,
    ...content
  } = fileJson(request, repository, path, blobSha ?? "", ref);
  return { status: existed ? 200 : 201, body: { content, commit: gitCommitJson(request, repository, commit) } };
};

const deleteContents = (request: RestRequest): Answer => {
  const repository = writable(request);
  const { body, params, query, state, caller } = request;
  // Clients send the fields of a DELETE in its body or in its query.
  const given: Json = { ...Object.fromEntries(query), ...body };
  const { commit } = state.do.putContents(caller, repository, params.path ?? "", {
    message: needText(given, "message"),
    content: null,
    branch: textOrNothing(given, "branch"),
    sha: needText(given, "sha"),
  });
  return ok({ content: null, commit: gitCommitJson(request, repository, commit) });
};

const ROOT = "/repos/{owner}/{repo}/contents";
const FILE = `${ROOT}/{path+}`;

export const contentRoutes: readonly Route[] = [
  route("GET", ROOT, "repos/contents#get-repository-content", getContents),
  route("GET", FILE, "repos/contents#get-repository-content", getContents),
  route("PUT", FILE, "repos/contents#create-or-update-file-contents", putContents),
  route("DELETE", FILE, "repos/contents#delete-a-file", deleteContents),
];
