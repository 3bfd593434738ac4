import { expect, it } from "@jest/globals";
import { beganAt } from "../../src/core/began.ts";

const OPENED = "2026-03-02T09:00:00Z";

it.each([
  ["nothing is claimed", null, OPENED],
  ["an hour before", "2026-03-02T08:00:00Z", "2026-03-02T08:00:00Z"],
  ["14 days before", "2026-02-16T09:00:00Z", "2026-02-16T09:00:00Z"],
  ["a second more than 14 days before", "2026-02-16T08:59:59Z", "2026-02-16T09:00:00Z"],
  ["years before", "2019-01-01T00:00:00Z", "2026-02-16T09:00:00Z"],
  ["when it was opened", OPENED, OPENED],
  ["after it was opened", "2026-03-02T09:00:01Z", OPENED],
])("R-H2: the start that counts where the claim is: %s", (_case, claimed, began) => {
  expect(beganAt(claimed, OPENED)).toBe(began);
});
