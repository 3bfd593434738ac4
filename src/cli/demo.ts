/** `quench demo`: plays one incident against the sandbox, and tells it as a person would. */
import { createPerson, StoryError } from "./demo/person.ts";
import { play, type Stage, type Teller } from "./demo/story.ts";
import { toTerminal, wantsColor } from "./demo/terminal.ts";
import { type OpenSandbox, openSandbox } from "./sandbox.ts";

/** How long the story may stand still before something is wrong. */
const PATIENCE_SECONDS = 20;

/** @returns the exit code: 0 once the story has come to its end, 1 where it went another way. */
export async function demo(): Promise<number> {
  const out = process.stdout;
  const color = wantsColor(out, process.env);
  const teller = createTeller((line) => void out.write(`${line}\n`), { color, progress: out.isTTY });
  out.write("Quench, played through: an incident closes when its fix is proven.\n");
  out.write("No GitHub is needed: this one runs in this process, on real HTTP, with signed webhooks.\n");
  const open = await openSandbox({ port: 0, logLevel: "silent" });
  try {
    await play(createStage(open), teller);
    out.write(`\n${goOn(color)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof StoryError)) throw error;
    process.stderr.write(`The story took another turn: ${error.message}\n`);
    return 1;
  } finally {
    await open.close();
  }
}

/** The stage that the sandbox gives: its people, its clock, its runs. */
export function createStage({ box }: OpenSandbox): Stage {
  const person = (role: keyof typeof box.people) =>
    createPerson(box.url, box.people[role].login, box.people[role].token);
  const control = async (path: string, body?: unknown): Promise<unknown> => {
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(`${box.url}/_sandbox/${path}`, init);
    const text = await response.text();
    if (!response.ok) throw new StoryError(`/_sandbox/${path}: HTTP ${response.status} ${text.slice(0, 200)}`);
    return JSON.parse(text);
  };
  return {
    repository: `/repos/${box.repository}`,
    web: `https://github.com/${box.repository}`,
    people: {
      admin: person("admin"),
      owner: person("owner"),
      verifier: person("verifier"),
      author: person("author"),
      actions: person("actions"),
    },
    now: () => box.state.clock.iso(),
    async advance(duration) {
      await control("clock", { advance: duration });
    },
    async settle() {
      await control(`idle?timeout=${PATIENCE_SECONDS}`);
    },
    async run(name, seconds) {
      const run = {
        repository: box.repository,
        name,
        event: "workflow_dispatch",
        conclusion: "success",
        duration_seconds: seconds,
      };
      return ((await control("workflow-runs", run)) as { html_url: string }).html_url;
    },
  };
}

function createTeller(
  print: (line: string) => void,
  look: { readonly color: boolean; readonly progress: boolean },
): Teller {
  let steps = 0;
  const bold = (text: string) => (look.color ? `\u001b[1m${text}\u001b[0m` : text);
  return {
    async step(text) {
      steps += 1;
      print("");
      print(bold(`${steps}. ${text.replaceAll("`", "")}`));
      // On a terminal a person reads along; a pipe waits for nobody.
      if (look.progress) await new Promise((resolve) => setTimeout(resolve, 600));
    },
    says(text) {
      print(`   ${text}`);
    },
    wrote(where, markdown) {
      print(`   Quench wrote the ${where}:`.replace("the comment on", "a comment on"));
      for (const line of toTerminal(markdown, look.color)) print(`   │ ${line}`.trimEnd());
    },
  };
}

function goOn(color: boolean): string {
  const lines = [
    "That is the whole loop. How to go on:",
    "  npx quench sandbox       the same GitHub in a box, left running for you to try things on",
    "  README.md                how to register the App, and the policy file",
    "  docs/how-to              the Action, and how to stop what you did not want",
  ];
  return color ? `\u001b[1m${lines[0]}\u001b[0m\n${lines.slice(1).join("\n")}` : lines.join("\n");
}
