/** The Git data API: refs, blobs, trees and commits. Source: docs.github.com/rest/git. */
import { BoxError } from "../../state/contract.ts";
import type { Repository } from "../../state/model.ts";
import { notFound, readable, writable } from "../access.ts";
import { type Answer, created, type Json, noContent, ok, type RestRequest, type Route, route } from "../answer.ts";
import { choice, needObjects, needText, needTexts, optionalBoolean, optionalText, textOrNothing } from "../body.ts";
import { gitCommitJson } from "../serialize/commit.ts";
import { placeOf } from "../serialize/repository.ts";

const refJson = (request: RestRequest, repository: Repository, ref: string, sha: string): Json => {
  const { name, api } = placeOf(request, repository);
  return {
    ref,
    node_id: `REF_${Buffer.from(`${name}:${ref}`).toString("base64url")}`,
    url: `${api}/git/${ref}`,
    object: { sha, type: "commit", url: `${api}/git/commits/${sha}` },
  };
};

const fullRef = (request: RestRequest): string => `refs/${request.params.ref ?? ""}`;

const getRef = (request: RestRequest): Answer => {
  const repository = readable(request, "contents");
  const ref = fullRef(request);
  const sha = repository.refs.get(ref);
  if (sha === undefined) throw notFound();
  return ok(refJson(request, repository, ref, sha));
};

/** Refs that begin with the given one; an empty list, never 404. */
const matchingRefs = (request: RestRequest): Answer => {
  const repository = readable(request, "contents");
  const refs = [...repository.refs].filter(([ref]) => ref.startsWith(fullRef(request))).sort();
  return ok(refs.map(([ref, sha]) => refJson(request, repository, ref, sha)));
};

const createRef = (request: RestRequest): Answer => {
  const repository = writable(request);
  const ref = needText(request.body, "ref");
  const sha = request.state.do.createRef(request.caller, repository, ref, needText(request.body, "sha"));
  const json = refJson(request, repository, ref, sha);
  return created(json, json.url);
};

const updateRef = (request: RestRequest): Answer => {
  const repository = writable(request);
  const ref = fullRef(request);
  const force = optionalBoolean(request.body, "force") ?? false;
  const sha = request.state.do.updateRef(request.caller, repository, ref, needText(request.body, "sha"), force);
  return ok(refJson(request, repository, ref, sha));
};

const deleteRef = (request: RestRequest): Answer => {
  request.state.do.deleteRef(request.caller, writable(request), fullRef(request));
  return noContent();
};

const getBlob = (request: RestRequest): Answer => {
  const repository = readable(request, "contents");
  const sha = request.params.sha ?? "";
  const bytes = repository.blobs.get(sha);
  if (bytes === undefined) throw notFound();
  return ok({
    sha,
    node_id: `B_${Buffer.from(sha, "hex").toString("base64url")}`,
    size: bytes.length,
    url: `${placeOf(request, repository).api}/git/blobs/${sha}`,
    content: bytes.toString("base64").replace(/.{1,60}/g, "$&\n"),
    encoding: "base64",
  });
};

const createBlob = (request: RestRequest): Answer => {
  const repository = writable(request);
  const encoding = choice(request.body, "encoding", ["utf-8", "base64"] as const) ?? "utf-8";
  const bytes = Buffer.from(needText(request.body, "content"), encoding === "base64" ? "base64" : "utf8");
  const sha = request.state.do.createBlob(request.caller, repository, bytes);
  const url = `${placeOf(request, repository).api}/git/blobs/${sha}`;
  return created({ sha, url }, url);
};

/** The tree a SHA or ref names: a commit's own, or one that `POST git/trees` made is looked for by its commits. */
const treeOf = (request: RestRequest, repository: Repository, name: string): ReadonlyMap<string, string> | null => {
  for (const commit of repository.commits.values()) if (commit.treeSha === name) return commit.tree;
  try {
    return request.state.ask.commit(repository, name).tree;
  } catch (error) {
    if (error instanceof BoxError) return null;
    throw error;
  }
};

const treeJson = (
  request: RestRequest,
  repository: Repository,
  sha: string,
  tree: ReadonlyMap<string, string>,
): Json => {
  const { api } = placeOf(request, repository);
  return {
    sha,
    url: `${api}/git/trees/${sha}`,
    tree: [...tree].sort().map(([path, blob]) => ({
      path,
      mode: "100644",
      type: "blob",
      sha: blob,
      size: repository.blobs.get(blob)?.length ?? 0,
      url: `${api}/git/blobs/${blob}`,
    })),
    truncated: false,
  };
};

/** The box keeps flat trees, so every answer is the recursive one. */
const getTree = (request: RestRequest): Answer => {
  const repository = readable(request, "contents");
  const name = request.params.sha ?? "";
  const tree = treeOf(request, repository, name);
  if (tree === null) throw notFound();
  const commit = [...repository.commits.values()].find((each) => each.tree === tree);
  return ok(treeJson(request, repository, commit?.treeSha ?? name, tree));
};

const createTree = (request: RestRequest): Answer => {
  const repository = writable(request);
  const { body, state, caller } = request;
  const base = textOrNothing(body, "base_tree") ?? null;
  const entries = needObjects(body, "tree").map((entry) => ({
    path: needText(entry, "path"),
    ...(entry.sha === undefined ? {} : { sha: optionalText(entry, "sha") ?? null }),
    ...(entry.content === undefined ? {} : { content: needText(entry, "content") }),
  }));
  const sha = state.do.createTree(caller, repository, base, entries);
  const tree = new Map<string, string>(base === null ? [] : (treeOf(request, repository, base) ?? []));
  for (const { path, sha: blob, content } of entries) {
    if (blob === null) tree.delete(path);
    else tree.set(path, blob ?? state.do.createBlob(caller, repository, Buffer.from(content ?? "", "utf8")));
  }
  const json = treeJson(request, repository, sha, tree);
  return created(json, json.url);
};

const getCommit = (request: RestRequest): Answer => {
  const repository = readable(request, "contents");
  const commit = repository.commits.get(request.params.sha ?? "");
  if (commit === undefined) throw notFound();
  return ok(gitCommitJson(request, repository, commit));
};

const createCommit = (request: RestRequest): Answer => {
  const repository = writable(request);
  const { body, state, caller } = request;
  const commit = state.do.createCommit(caller, repository, {
    message: needText(body, "message"),
    tree: needText(body, "tree"),
    parents: body.parents === undefined ? [] : needTexts(body, "parents"),
  });
  const json = gitCommitJson(request, repository, commit);
  return created(json, json.url);
};

const GIT = "/repos/{owner}/{repo}/git";

export const gitRoutes: readonly Route[] = [
  route("GET", `${GIT}/ref/{ref+}`, "git/refs#get-a-reference", getRef),
  route("GET", `${GIT}/matching-refs/{ref+}`, "git/refs#list-matching-references", matchingRefs),
  route("POST", `${GIT}/refs`, "git/refs#create-a-reference", createRef),
  route("PATCH", `${GIT}/refs/{ref+}`, "git/refs#update-a-reference", updateRef),
  route("DELETE", `${GIT}/refs/{ref+}`, "git/refs#delete-a-reference", deleteRef),
  route("POST", `${GIT}/blobs`, "git/blobs#create-a-blob", createBlob),
  route("GET", `${GIT}/blobs/{sha}`, "git/blobs#get-a-blob", getBlob),
  route("POST", `${GIT}/trees`, "git/trees#create-a-tree", createTree),
  route("GET", `${GIT}/trees/{sha+}`, "git/trees#get-a-tree", getTree),
  route("POST", `${GIT}/commits`, "git/commits#create-a-commit", createCommit),
  route("GET", `${GIT}/commits/{sha}`, "git/commits#get-a-commit-object", getCommit),
];
