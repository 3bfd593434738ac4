/** The policy file that is offered to a repository that has none. */

export interface StarterChoices {
  /** Neither undoes anything. */
  readonly mode: "shadow" | "warn";
  /** IANA time zone. */
  readonly zone: string;
}

/** Teaches in comments, and undoes nothing yet. */
export function starterPolicy({ mode, zone }: StarterChoices): string {
  return `# Quench: an incident closes when its fix is proven, not when someone says so.
# All settings: https://github.com/quench-dev/quench/blob/main/docs/reference/policy.md
version: 1

# What happens to an incident that is closed too early:
#   shadow  records it, and says nothing on the incident
#   warn    says what is missing
#   enforce reopens it
mode: ${mode}

# Enforce blocks these alone; elsewhere it acts as warn. "repeat" is a failure class that came back.
enforce:
  when: [SEV1, SEV2, repeat]

# What makes an issue an incident, and what marks the work that hardens against it.
incident:
  labels: [incident]
items:
  label: hardening

# Reminders keep to the team's zone and working days.
time:
  zone: ${zone}
  workdays: [mon, tue, wed, thu, fri]

# The kinds of failure that your incidents name, so that one that comes back is seen.
failure_classes: [config-change, capacity, dependency, deploy]
`;
}

/** As it is offered where nobody was asked: warn mode, which tells. */
export const STARTER_POLICY = starterPolicy({ mode: "warn", zone: "UTC" });
