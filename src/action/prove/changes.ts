/** What a pull request changes: its test files, and beside them what the test command may read. */
import { compileGlobs } from "../../core/policy/glob.ts";
import type { Commits } from "./commits.ts";
import { type Git, GitError } from "./git.ts";

export interface Change {
  /** For matching and for people. */
  readonly path: string;
  /** The same, byte for byte: git's paths need not be UTF-8. */
  readonly bytes: Buffer;
  /** Mode and object at the head; null where the head has no such file. */
  readonly now: { readonly mode: string; readonly object: string } | null;
  /** The base has no such file. */
  readonly added: boolean;
  /** It was there under a name that is gone, with the same content. */
  readonly moved: boolean;
}

export interface Changes {
  /** Files that are laid over the base, and those that are taken from it. A renamed one is both. */
  readonly tests: readonly Change[];
  /** Changed files that are no tests, but that well-known commands read. */
  readonly settings: readonly string[];
  /** The head has submodules: they are not fetched. */
  readonly submodules: boolean;
  /** The head keeps large files outside of git: they are pointers here. */
  readonly largeFiles: boolean;
}

/** What decides which tests run and how, by the names that the tools give it. */
const SETTINGS = compileGlobs([
  "**/{package.json,package-lock.json,npm-shrinkwrap.json,yarn.lock,pnpm-lock.yaml,bun.lock,bun.lockb,.npmrc,.yarnrc.yml}",
  "**/{jest,vitest,vite,babel,mocha,karma,playwright,cypress,ava}.config.*",
  "**/{.mocharc*,.babelrc*,.swcrc,.taprc,.nycrc*,tsconfig*.json,deno.json,deno.jsonc,bunfig.toml}",
  "**/{pytest.ini,.pytest.ini,pyproject.toml,setup.cfg,setup.py,tox.ini,noxfile.py,requirements*.txt,poetry.lock,uv.lock}",
  "**/{go.mod,go.sum,go.work,Cargo.toml,Cargo.lock,build.rs}",
  "**/{pom.xml,build.gradle,build.gradle.kts,settings.gradle,settings.gradle.kts,gradle.properties,build.sbt}",
  "**/{Gemfile,Gemfile.lock,.rspec,Rakefile,composer.json,composer.lock,phpunit.xml,phpunit.xml.dist,phpunit.dist.xml}",
  "**/{*.csproj,*.fsproj,*.sln,*.slnx,Directory.Build.props,Directory.Packages.props,*.runsettings,global.json}",
  "**/{Makefile,makefile,GNUmakefile,justfile,Taskfile.yml,CMakeLists.txt,BUILD,BUILD.bazel,MODULE.bazel,mix.exs}",
]);

/** What a runner has stored as expected is a part of the test, whatever the globs say. */
const SNAPSHOTS = ["**/__snapshots__/**", "**/*.snap"];

/**
 * @param globs of test files
 * @param command its words are looked for among the changed files
 * @throws GitError where the difference cannot be read
 */
export async function readChanges(
  git: Git,
  { repository, base, head }: Commits,
  globs: readonly string[],
  command: string,
): Promise<Changes> {
  const all = parse(await answer(git, repository, ["diff-tree", "-r", "-z", "--raw", "--no-renames", base, head]));
  const isTest = compileGlobs([...globs, ...SNAPSHOTS]);
  const words = new Set(command.split(/[\s;|&()"'=]+/).map((word) => word.replace(/^(?:\.\/)+/, "")));
  const named = (path: string): boolean => words.has(path) || words.has(path.slice(path.lastIndexOf("/") + 1));
  const others = all.filter(({ path }) => !isTest(path));
  const attributes = await git(repository, ["grep", "-qF", "filter=lfs", head, "--", ":(glob)**/.gitattributes"]);
  return {
    // A submodule is a commit of another repository, whatever it is called.
    tests: all.filter(({ path, now }) => isTest(path) && now?.mode !== "160000"),
    settings: others.map(({ path }) => path).filter((path) => SETTINGS(path) || named(path)),
    submodules: (await git(repository, ["cat-file", "-e", `${head}:.gitmodules`])).code === 0,
    largeFiles: attributes.code === 0,
  };
}

/** `:100644 100755 <object> <object> M`, NUL, path, NUL; modes of zeros where a side has no such file. */
function parse(raw: Buffer): readonly Change[] {
  const fields = raw.toString("latin1").split("\0");
  const changes: Change[] = [];
  const gone = new Set<string>();
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [before = "", mode = "", old = "", object = ""] = (fields[i] ?? "").slice(1).split(" ");
    const bytes = Buffer.from(fields[i + 1] ?? "", "latin1");
    const now = /^0+$/.test(mode) ? null : { mode, object };
    if (now === null) gone.add(old);
    changes.push({ path: bytes.toString("utf8"), bytes, now, added: /^0+$/.test(before), moved: false });
  }
  return changes.map((change) => ({ ...change, moved: change.added && gone.has(change.now?.object ?? "") }));
}

async function answer(git: Git, folder: string, parameters: readonly string[]): Promise<Buffer> {
  const { code, out, complaint } = await git(folder, parameters);
  if (code !== 0) throw new GitError(complaint);
  return out;
}
