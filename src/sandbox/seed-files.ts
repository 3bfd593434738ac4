/** The files of `acme/shop`: a small web shop with a test, a runbook, owners and CI. */

const README = `# shop

The Acme web shop: a cart, a checkout and the service that charges cards.

- Code in \`src/\`, tests in \`tests/\`.
- Runbooks in \`docs/runbooks/\`, the on-call checklist in \`docs/oncall/\`.
- Alerts in \`ops/alerts/\`, the rollback script in \`ops/rollback.sh\`.
`;

const PACKAGE = `{
  "name": "shop",
  "version": "1.8.2",
  "type": "module",
  "private": true,
  "scripts": { "test": "node --test tests/" }
}
`;

const CART = `/** The sum of a cart in cents. */
export const total = (items) => items.reduce((sum, item) => sum + item.price * item.quantity, 0);
`;

const CONFIG = `/** Reads the service's configuration from the environment. */
export const readConfig = (env) => ({
  currency: env.SHOP_CURRENCY ?? "EUR",
  paymentTimeoutMs: Number(env.SHOP_PAYMENT_TIMEOUT_MS ?? 3000),
  paymentUrl: env.SHOP_PAYMENT_URL,
});
`;

const CHECKOUT = `import { total } from "./cart.js";

/** Charges a cart; the caller retries, so the idempotency key is the cart's id. */
export const checkout = async (cart, payments) => {
  const amount = total(cart.items);
  if (amount === 0) throw new Error("An empty cart cannot be paid for.");
  return payments.charge({ amount, key: cart.id });
};
`;

const CART_TEST = `import assert from "node:assert/strict";
import { test } from "node:test";
import { total } from "../src/cart.js";

test("a cart's total counts quantities", () => {
  assert.equal(total([{ price: 250, quantity: 2 }, { price: 100, quantity: 1 }]), 600);
});
`;

const POLICY = `# How this repository hardens after an incident
version: 1
mode: enforce
enforce:
  when: [SEV1, SEV2]
incident:
  labels: [incident]
items:
  label: hardening
closure:
  grace: 60s
failure_classes: [config-change, capacity, dependency, deploy]
evidence:
  trusted_hosts: [grafana.example.com]
`;

const CODEOWNERS = `# Everybody's code
*                 @ada-admin

# Who answers for what operators read
/docs/runbooks/   @olu-owner
/docs/oncall/     @olu-owner
/ops/             @vera-verifier
`;

const CI = `name: ci
on:
  push:
    branches: [main]
  pull_request:
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: npm test
`;

const DRILL = `name: rollback drill
on:
  schedule:
    - cron: "0 9 * * 2"
  workflow_dispatch:
jobs:
  drill:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: ops/rollback.sh --dry-run
`;

const RUNBOOK = `# Checkout errors

## When
The alert *CheckoutErrorRate* fires: more than 2 % of checkouts fail over 5 minutes.

## Do
1. Look at the dashboard "Checkout", panel "Errors by cause".
2. If a deployment went out in the last hour, roll it back: \`ops/rollback.sh\`.
3. Tell the incident commander what you see.
`;

const ONCALL = `# On-call checklist

- [ ] The pager rings on your phone.
- [ ] You can run \`ops/rollback.sh --dry-run\`.
- [ ] You know who the incident commander is.
`;

const ALERTS = `groups:
  - name: checkout
    rules:
      - alert: CheckoutErrorRate
        expr: sum(rate(checkout_errors_total[5m])) / sum(rate(checkout_total[5m])) > 0.02
        for: 5m
        labels: { severity: page, team: shop }
`;

const ROLLBACK = `#!/bin/sh
set -eu
previous=$(git describe --tags --abbrev=0 HEAD~1)
[ "\${1:-}" = "--dry-run" ] && { echo "would deploy $previous"; exit 0; }
exec ./ops/deploy.sh "$previous"
`;

/** Path → text. */
export const seedFiles = (): Record<string, string> => ({
  ".github/CODEOWNERS": CODEOWNERS,
  ".github/quench.yml": POLICY,
  ".github/workflows/ci.yml": CI,
  ".github/workflows/rollback-drill.yml": DRILL,
  "README.md": README,
  "docs/oncall/checklist.md": ONCALL,
  "docs/runbooks/checkout-errors.md": RUNBOOK,
  "ops/alerts/checkout.yml": ALERTS,
  "ops/rollback.sh": ROLLBACK,
  "package.json": PACKAGE,
  "src/cart.js": CART,
  "src/checkout.js": CHECKOUT,
  "src/config.js": CONFIG,
  "tests/cart.test.js": CART_TEST,
});
