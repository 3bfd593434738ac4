/** What the mode `report` says of a repository: outputs, summary, notes. Pure. */
import { codeSpan, inlineText } from "../../core/markdown.ts";
import { countWords, PORTFOLIO_MARK, renderPortfolio } from "../../core/render/portfolio.ts";
import type { RepositoryReport } from "../../report.ts";
import type { Job, JobReport } from "../job.ts";

type Asked = Pick<Job, "inputs" | "place">;

const NOTHING = { annotations: [], notes: [], warnings: [], failures: [] } as const;

export interface SaidReport {
  readonly report: JobReport;
  /** The text of `portfolio.md`. */
  readonly file: string;
}

/** @param where the folder from the workspace, and what in it is not ours. */
export function reportRead(
  { portfolio, inForce }: Extract<RepositoryReport, { kind: "read" }>,
  where: { readonly folder: string; readonly foreign: readonly string[] },
  asked: Asked,
): SaidReport {
  const file = renderPortfolio(portfolio, inForce.policy.time.zone);
  const { incidents, complete, outcome, stopped } = portfolio;
  const unread = incidents.filter(({ standing }) => standing === "unread");
  const nothing = incidents.length > 0 && unread.length === incidents.length;
  const why = stopped?.why ?? unread[0]?.unread ?? "";
  const again = stopped?.again ?? null;
  const failure = `No incident of ${nameOf(asked)} could be read: ${why}.${again === null ? "" : ` Come again at ${again}.`}`;
  const told = `The report is not whole: ${unread.length} of ${incidents.length} incidents are not read${why === "" ? "" : ` (${why})`}.${again === null ? "" : ` Come again at ${again}.`}`;
  const left = leftAlone(where);
  const files = `The portfolio, each verdict and each bundle are in ${codeSpan(where.folder)}: upload it with a later step (output \`directory\`).`;
  const summary = [file.replace(`${PORTFOLIO_MARK}\n`, "").trim(), ...(left === null ? [] : [left]), files].join(
    "\n\n",
  );
  const notes = [
    incidents.length === 0 ? "No incident is open or was closed lately." : `${capital(countWords(portfolio))}.`,
    ...(left === null ? [] : [left]),
  ];
  return {
    file,
    report: {
      ...NOTHING,
      outputs: { directory: where.folder, outcome },
      summary,
      notes,
      ...ending({ failure: nothing ? failure : null, warning: complete || nothing ? null : told }, asked),
    },
  };
}

/** Nothing of the repository could be read. @param why a clause. */
export function reportUnread(why: string, asked: Asked): JobReport {
  const failure = `${nameOf(asked)} could not be reported on: ${why.replace(/\.$/, "")}. No file was written.`;
  return {
    ...NOTHING,
    outputs: { directory: "", outcome: "unknown" },
    summary: `**${inlineText(failure, 1000)}**`,
    ...ending({ failure, warning: null }, asked),
  };
}

/** A team that switched Quench off asked for just that: nothing is wrong. */
export function reportDisabled(repository: string): JobReport {
  const note = `The policy of ${repository} says \`enabled: false\`: nothing is judged, and no file was written.`;
  return { ...NOTHING, outputs: { directory: "", outcome: "not_applicable" }, summary: `**${note}**`, notes: [note] };
}

/** A dry run fails no job. */
function ending(
  { failure, warning }: { readonly failure: string | null; readonly warning: string | null },
  { inputs }: Asked,
): Pick<JobReport, "warnings" | "failures"> {
  const listed = (text: string | null): readonly string[] => (text === null ? [] : [text]);
  if (inputs.dryRun) return { warnings: [...listed(failure), ...listed(warning)], failures: [] };
  return { warnings: listed(warning), failures: listed(failure) };
}

function leftAlone({ folder, foreign }: { readonly folder: string; readonly foreign: readonly string[] }) {
  if (foreign.length === 0) return null;
  const shown = foreign.slice(0, 5).map((name) => codeSpan(name, 100));
  const more = foreign.length > shown.length ? ` and ${foreign.length - shown.length} more` : "";
  return `Left alone in ${codeSpan(folder)}, because Quench did not write it: ${shown.join(", ")}${more}.`;
}

function nameOf({ place: { owner, repo } }: Asked): string {
  return `${owner}/${repo}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
