/** The public figures that the load rests on, and what had to be assumed beside them: docs/explanation/scale.md shows both. */

export interface Figure {
  readonly value: number;
  readonly unit: string;
  /** What the source says, in one sentence. */
  readonly says: string;
  readonly address: string;
}

export interface Assumption {
  readonly value: number;
  readonly unit: string;
  readonly why: string;
}

const MERCADO =
  "https://medium.com/mercadolibre-tech/safe-but-flexible-the-devex-based-code-management-culture-at-mercado-libre-9b1dfde6f1b6";
const FIREHYDRANT = "https://firehydrant.com/reports/incident-benchmarks/";
const EXAMPLES = "https://github.com/octokit/webhooks/tree/main/payload-examples/api.github.com";
const REST_LIMITS = "https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api";

export const FIGURES = {
  repositories: {
    value: 26_000,
    unit: "repositories",
    says: "Mercado Libre (2024): more than 26,000 microservices, each a GitHub repository of its own, by 15,000 people",
    address: MERCADO,
  },
  pullsAWeek: {
    value: 25_000,
    unit: "pull requests a week",
    says: "Mercado Libre (2024): 25,000 pull requests opened a week",
    address: MERCADO,
  },
  botPullsAYear: {
    value: 652_000,
    unit: "pull requests a year",
    says: "Spotify (2024): 652,000 automated pull requests over its repositories, with 2,700 engineers",
    address: "https://www.splunk.com/en_us/blog/ciso-circle/spotify-fleet-management-lessons.html",
  },
  commitsAPull: {
    value: 3.26,
    unit: "commits a pull request",
    says: "10,193 merged public pull requests: 3.26 commits on average, 1 at the median",
    address: "https://dev.to/packmind/observations-on-10000-github-pull-requests-gmn",
  },
  workflows: {
    value: 3,
    unit: "workflow files a repository",
    says: "49,000 repositories with GitHub Actions: three workflow files at the median",
    address: "https://arxiv.org/abs/2602.14572",
  },
  incidentsAMonth: {
    value: 49,
    unit: "incidents a month",
    says: "53,034 incidents: 49 a month in organizations of 2,500 to 6,000 people, the most of all sizes (37 above)",
    address: FIREHYDRANT,
  },
  checkRunBytes: {
    value: 12_000,
    unit: "bytes",
    says: "GitHub's example payloads, without blanks: check_run 12 kB, workflow_run 19 kB, pull_request 24 kB, push 7 kB",
    address: EXAMPLES,
  },
  restAnHour: {
    value: 12_500,
    unit: "requests an hour",
    says: "An installation has 5,000 requests an hour and 50 more for each repository and user, up to 12,500",
    address: REST_LIMITS,
  },
  pointsAnHour: {
    value: 12_500,
    unit: "GraphQL points an hour",
    says: "The same of GraphQL points (10,000 in an Enterprise Cloud organization)",
    address:
      "https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api#primary-rate-limit",
  },
  creationsAnHour: {
    value: 500,
    unit: "creations an hour",
    says: "Secondary limit: no more than 80 content-generating requests a minute and 500 an hour",
    address: `${REST_LIMITS}#about-secondary-rate-limits`,
  },
  plausible: {
    value: 300_000,
    unit: "events a day",
    says: "Mergify handled 300,000 GitHub events a day for all of its customers: the size that the load comes to",
    address: "https://blog.mergify.com/handling-300k-github-events-per-day/",
  },
} as const satisfies Record<string, Figure>;

export const ASSUMPTIONS = {
  botRepositories: {
    value: 10_000,
    unit: "repositories",
    why: "Spotify says “thousands of repositories” and no number; with fewer of them each would have more",
  },
  pushesAPull: {
    value: 2,
    unit: "pushes a pull request",
    why: "between the median of one commit and the mean of 3.26, as one push may bring several",
  },
  jobs: { value: 4, unit: "jobs a workflow run", why: "no public figure found; every job is one check run" },
  statuses: { value: 2, unit: "statuses a commit", why: "services beside GitHub Actions; no public figure found" },
  talk: {
    value: 8,
    unit: "events of people a pull request",
    why: "labels, requests, edits, reviews and comments; no public figure found",
  },
  incidentFactor: {
    value: 10,
    unit: "times the public figure",
    why: "the public figure counts what is declared in an incident tool by one organization; whoever labels issues tracks small ones too",
  },
  openDays: { value: 60, unit: "days", why: "from the label to the close: most items have four weeks, and some slip" },
  items: { value: 5, unit: "items an incident", why: "the usual incident of `npm run bench`" },
  pullsAnItem: { value: 2, unit: "pull requests an item", why: "the usual incident of `npm run bench`" },
  talkAnIncident: {
    value: 75,
    unit: "events of people an incident",
    why: "30 comments (`npm run bench`) and some edits, labels and assignments of the incident and its five items",
  },
  workday: { value: 8, unit: "hours", why: "all of a workday's load falls into eight hours: few time zones" },
  busiestHour: { value: 1.5, unit: "times the workday's mean", why: "mornings and after lunch" },
  busiestMinute: {
    value: 3,
    unit: "times the busiest hour's mean",
    why: "changes to the whole fleet, and the jobs of one push start at once",
  },
} as const satisfies Record<string, Assumption>;
