/** What a policy file that says nothing about it recognizes: the usual places of today's repositories. */

/** Checks whose success is "command output" (R-H2): any from CI, without CLA, lint-only and preview bots. */
export const DEFAULT_OUTPUT_CHECKS = {
  include: ["*"],
  exclude: [
    "{cla,easycla,license/cla,cla/*,verification/cla-signed,cla-assistant,cla assistant*,dco}",
    "{lint,linter,lints,linting,lint (*),lint:*,lint / *,* / lint,format,formatting,fmt,spell,spelling,spellcheck}",
    "{eslint,prettier,biome,oxlint,stylelint,commitlint,markdownlint,yamllint,actionlint,hadolint,shellcheck}*",
    "{ruff,black,flake8,isort,pylint,gofmt,golangci-lint,golangci,rubocop,rustfmt,clippy,ktlint,checkstyle}",
    "{pre-commit.ci*,super-linter,mega-linter,megalinter,tflint}",
    "{vercel*,netlify/*,deploy/netlify,*deploy preview*,cloudflare pages*,header rules*,redirect rules*,pages changed*}",
    "{render*preview*,chromatic*,docs/readthedocs.org*,surge*,preview,preview *,preview:*}",
    "{wip,semantic pull request,semantic-pull-request,size,labeler,mergeable,codecov/*,coverage/coveralls}",
  ],
} as const;

/** Files that a merged change proves something with (R-H2), by kind. */
export const DEFAULT_FILES = {
  tests: [
    "**/{test,tests,__tests__,spec,specs,e2e,testing,integration,integration-tests,integration_tests,cypress}/**",
    "**/*.{test,spec,cy,e2e}.{js,jsx,ts,tsx,mjs,cjs,mts,cts,vue,svelte}",
    "**/{test_*,*_test,conftest}.py",
    "**/*_test.go",
    "**/src/{test,androidTest,integrationTest,testFixtures}/**",
    "**/*{Test,Tests,TestCase,IT,Spec}.{java,kt,kts,scala,groovy,cs,php,swift}",
    "**/*_{test,tests}.rs",
    "**/*_{test,spec}.{rb,ex,exs,cc,cpp,dart,lua}",
    "**/*.tftest.{hcl,json}",
    "**/*_test.{rego,sh,bash}",
    "**/*.bats",
    "**/*.feature",
  ],
  guardrails: [
    ".github/workflows/**",
    ".github/actions/**",
    ".github/rulesets/**",
    ".{gitlab-ci,travis,drone,pre-commit-config,pre-commit-hooks}.{yml,yaml}",
    ".{circleci,buildkite,husky,githooks,semgrep,checkov}/**",
    "{Jenkinsfile,azure-pipelines.yml,lefthook.yml,lefthook.yaml,.lefthook.yml,.lintstagedrc*,.tflint.hcl,.semgrep.yml}",
    "**/{policy,policies,guardrails,guards,hooks,admission,gatekeeper,kyverno,opa,conftest}/**",
    "**/*.{rego,sentinel}",
    "**/{scripts,ci,.ci,tools,hack}/**/{check,verify,validate,guard,gate,lint,preflight}*",
    "**/{eslint.config,.eslintrc,oxlintrc,.oxlintrc}*",
    "**/*{networkpolicy,poddisruptionbudget,resourcequota,limitrange}*.{yml,yaml}",
  ],
  runbooks: [
    "**/{runbook,runbooks,Runbooks,RUNBOOKS,run-books,playbook,playbooks,Playbooks}/**/*.{md,mdx,rst,adoc,txt,yml,yaml}",
    "**/{runbook,Runbook,RUNBOOK,playbook,Playbook,PLAYBOOK}*.{md,mdx,rst,adoc,txt}",
    "**/*{runbook,Runbook,RUNBOOK,playbook,Playbook}.{md,mdx,rst,adoc,txt}",
    "{docs,doc}/**/{operations,ops,incident-response,incident_response,procedures,sop,sops}/**/*.{md,mdx,rst,adoc}",
  ],
  oncall_checklists: [
    "**/{oncall,on-call,on_call,OnCall}/**/*.{md,mdx,rst,adoc,txt,yml,yaml}",
    "**/*{oncall,on-call,on_call,OnCall,ONCALL,On-Call}*.{md,mdx,rst,adoc,txt,yml,yaml}",
    "**/{checklist,checklists}/**/*.{md,mdx,rst,adoc,txt,yml,yaml}",
    "**/*{checklist,Checklist,CHECKLIST}*.{md,mdx,rst,adoc,txt}",
  ],
  monitoring: [
    "**/{monitoring,observability,alert,alerts,alerting,alertmanager,dashboard,dashboards,grafana,prometheus,datadog,slo,slos}/**",
    "**/*{alert,alerts,alerting,Alert,dashboard,Dashboard,monitor,monitors,slo}*.{yml,yaml,json,jsonnet,libsonnet,tf,hcl}",
    "**/*{prometheusrule,PrometheusRule,servicemonitor,podmonitor}*.{yml,yaml}",
    "**/*.rules.{yml,yaml}",
    "**/{prometheus,alertmanager,otel*,newrelic,sentry*}.{yml,yaml}",
    "**/{cloudwatch,pagerduty,opsgenie,datadog,grafana}*.tf",
  ],
  rollback: [
    "**/{rollback,rollbacks,roll-back,revert,backout}/**",
    "**/*{rollback,Rollback,ROLLBACK,roll-back,roll_back,backout}*",
    "**/{migrations,migrate}/**/*{.down.,_down.,down_}*",
    "**/{argo-rollouts,rollouts,canary}/**/*.{yml,yaml}",
    "**/*{rollout,canary}*.{yml,yaml}",
  ],
  ownership: [
    "{CODEOWNERS,.github/CODEOWNERS,docs/CODEOWNERS,.gitlab/CODEOWNERS}",
    "**/{OWNERS,OWNERS_ALIASES,MAINTAINERS,CODEOWNERS}",
    "**/{MAINTAINERS,OWNERS,owners,maintainers}.{md,yml,yaml,json,toml,txt}",
    "**/{catalog-info,service,.service,ownership,escalation,opslevel,cortex,service-catalog}.{yml,yaml}",
    "**/*escalation*.{md,mdx,yml,yaml,json,tf}",
    "**/{pagerduty,opsgenie}/**",
  ],
  retros: [
    "**/{retro,retros,retrospective,retrospectives,postmortem,postmortems,post-mortem,post-mortems,post_mortems}/**/*.{md,mdx,rst,adoc,txt}",
    "**/{incident-reports,incident_reports,incidents,pir,pirs,rca,rcas}/**/*.{md,mdx,rst,adoc,txt}",
    "**/*{retro,retrospective,postmortem,post-mortem,post_mortem,Postmortem,incident-report}*.{md,mdx,rst,adoc,txt}",
  ],
} as const;
