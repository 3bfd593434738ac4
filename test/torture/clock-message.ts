/** What the harness and a process whose clock it moves say to each other. */

/** What the harness sends; each is answered by its `id`. */
export type ClockMessage = { readonly id: number } & ({ readonly pass: number } | { readonly set: number });

/** The environment's name for the first difference to the host's clock, in milliseconds. */
export const OFFSET = "TORTURE_CLOCK_OFFSET";
