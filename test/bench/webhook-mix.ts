/** Deliveries as an organization sends them, as large as GitHub's, of repositories without any incident. */
import { KINDS, perPull } from "../scale/mix.ts";
import { payloadOf } from "../scale/payloads.ts";

export interface Parcel {
  readonly event: string;
  readonly body: string;
}

/** An installation that `webhook-server.ts` knows incidents of. */
export const INSTALLATION = 3;
const REPOSITORIES = 40;

/** So many deliveries, in shares as those of a usual organization, one after the other. */
export function usualMix(count: number): readonly Parcel[] {
  const rates = perPull();
  const all = KINDS.reduce((sum, kind) => sum + rates[kind], 0);
  const owed = new Map(KINDS.map((kind) => [kind, 0]));
  return Array.from({ length: count }, (_, at) => {
    for (const kind of KINDS) owed.set(kind, (owed.get(kind) ?? 0) + rates[kind] / all);
    const kind = KINDS.reduce((one, other) => ((owed.get(other) ?? 0) > (owed.get(one) ?? 0) ? other : one));
    owed.set(kind, (owed.get(kind) ?? 0) - 1);
    return payloadOf({
      kind,
      repository: `octo/app-${at % REPOSITORIES}`,
      repositoryId: 1000 + (at % REPOSITORIES),
      installation: INSTALLATION,
      number: 100 + at,
      sha: at.toString(16).padStart(40, "c"),
      id: 5_000_000 + at,
      labels: ["question"],
    });
  });
}
