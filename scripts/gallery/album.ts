/** Keeps what Quench has just written in a box: under a name, with a caption, by the chapter it belongs to. */
import { BOT, type World } from "../../test/support/e2e.ts";
import type { Exhibit } from "./page.ts";

export interface Chapter {
  readonly title: string;
  readonly exhibits: readonly Exhibit[];
}

interface Check {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly app: { readonly id: number };
  readonly output: { readonly title: string | null; readonly summary: string | null; readonly text: string | null };
}

interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly annotation_level: string;
  readonly title: string;
  readonly message: string;
}

interface Look {
  /** Also what is folded. */
  readonly unfolded?: boolean;
  /** Whose comment it is, where another instance than the App wrote it. */
  readonly by?: string;
}

export class Album {
  private readonly kept: { readonly title: string; readonly exhibits: Exhibit[] }[] = [];

  get chapters(): readonly Chapter[] {
    return this.kept;
  }

  chapter(title: string): void {
    this.kept.push({ title, exhibits: [] });
  }

  /** Our newest comment on an issue whose marker begins so. @throws where there is none. */
  async comment(
    world: World,
    number: number,
    key: string,
    name: string,
    caption: string,
    { unfolded = false, by = BOT }: Look = {},
  ): Promise<void> {
    const ours = (await world.comments(number)).filter(
      ({ user, body }) => user.login === by && body.startsWith(`<!-- quench:${key}`),
    );
    const body = ours.at(-1)?.body;
    if (body === undefined) throw new Error(`no comment ${key} on #${number}: ${name}`);
    this.keep({ name, caption, kind: "comment", title: "", marks: [], body, by, unfolded });
  }

  /** An issue or a pull request of ours, by the beginning of its title; the newest of several. */
  async issue(world: World, begins: string, name: string, caption: string): Promise<void> {
    const all = (await world.as.admin.get(`${world.repo}/issues?state=all&creator=${BOT}&per_page=100`)) as {
      readonly title: string;
      readonly body: string;
      readonly labels: readonly { readonly name: string }[];
    }[];
    const found = all.find(({ title }) => title.startsWith(begins));
    if (found === undefined) throw new Error(`no issue of ours begins with ${begins}: ${name}`);
    const { title, body, labels } = found;
    this.keep({ name, caption, kind: "issue", title, marks: labels.map((label) => label.name), body, unfolded: false });
  }

  /** Our check on a commit. @param which its name. @param repository `/repos/acme/shop`. */
  async check(
    world: World,
    sha: string,
    which: string,
    name: string,
    caption: string,
    repository: string = world.repo,
  ): Promise<void> {
    const path = `${repository}/commits/${sha}/check-runs?check_name=${encodeURIComponent(which)}`;
    const { check_runs: runs } = (await world.as.admin.get(path)) as { check_runs: readonly Check[] };
    const run = runs.find(({ app }) => app.id === world.box.credentials.appId);
    if (run === undefined) throw new Error(`no check ${which}: ${name}`);
    const notes = (await world.as.admin.get(`${repository}/check-runs/${run.id}/annotations`)) as Annotation[];
    this.keep({
      name,
      caption,
      kind: "check",
      title: `${run.name}: ${run.output.title ?? ""}`,
      marks: [run.conclusion ?? run.status],
      body: [run.output.summary, run.output.text].filter((part) => part !== null && part !== "").join("\n\n"),
      notes: notes.map((note) => ({
        place: `${note.path}, line ${note.start_line}`,
        level: note.annotation_level,
        text: `${note.title}: ${note.message}`,
      })),
      unfolded: false,
    });
  }

  /** A job's summary. @throws where it is empty. */
  summary(body: string, name: string, caption: string): void {
    if (body.trim() === "") throw new Error(`no summary: ${name}`);
    this.keep({ name, caption, kind: "summary", title: "", marks: [], body, unfolded: false });
  }

  private keep(exhibit: Exhibit): void {
    const chapter = this.kept.at(-1);
    if (chapter === undefined) throw new Error("no chapter has begun");
    chapter.exhibits.push(exhibit);
  }
}
