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

// Names are tokens: `contest`, `checkout`, `countdown` and `retrofit` are not what they contain. Folders with a name that
// product code has as well (hooks, policies, dashboard, alerts, integration) count only where a deployment's files lie,
// or for the kinds of file that such facts are written in.

const CODE =
  "{js,jsx,ts,tsx,mjs,cjs,mts,cts,vue,svelte,py,go,java,kt,kts,scala,groovy,rs,rb,ex,exs,cs,fs,php,swift,c,cc,cpp,dart,lua,clj,sh,bash,ps1,sql,tf,hcl,rego}";
const SCRIPT = "{js,ts,mjs,cjs,py,rb,go,rs,sh,bash,ps1}";
const TEXT = "{md,mdx,rst,adoc,txt}";
const YAML = "{yml,yaml}";
/** What dashboards and alert rules are written in, without JSON, which is everything else as well. */
const RULES = "{yml,yaml,jsonnet,libsonnet,tf,hcl,cue,rules,tpl}";
/** Folders of what is deployed, beside the product's code. */
const DEPLOY =
  "{deploy,deployment,deployments,infra,infrastructure,terraform,tf,k8s,kubernetes,kustomize,helm,charts,chart,manifests,ops,operations,sre,platform,config,configs,environments,modules}";
const TOOLS = "{scripts,script,ci,.ci,tools,hack,bin,build,.github}";
const VERBS = "{check,verify,validate,guard,gate,lint,preflight}";
const SUITES =
  "{unit,integration,functional,acceptance,smoke,load,contract,system,regression,api,e2e,performance,stress,chaos,ui}";
const ALERTS = "{alert,alerts,alerting,alarm,alarms,monitor,monitors,slo,slos}";
const DASHBOARDS = "{dashboard,dashboards}";
const ON_CALL = "{oncall,on-call,on_call,OnCall,Oncall,On-Call,ONCALL,ON-CALL,ON_CALL}";
const ROLLBACK = "{rollback,Rollback,ROLLBACK,roll-back,roll_back,backout}";

/** Files that a merged change proves something with (R-H2), by kind. */
export const DEFAULT_FILES = {
  tests: [
    `**/{test,tests,Test,Tests,__tests__,e2e,cypress,playwright,loadtest,loadtests}/**/*.${CODE}`,
    `**/{test,tests,e2e}/**/*.${YAML}`,
    `**/${SUITES}{-,_}{test,tests}/**/*.${CODE}`,
    `{testing,integration,spec,specs}/**/*.${CODE}`,
    "**/spec/**/*.rb",
    "**/*.{test,spec,cy,e2e,e2e-spec,integration-spec}.{js,jsx,ts,tsx,mjs,cjs,mts,cts,vue,svelte}",
    "**/*_test.{go,js,ts,tsx,rb,ex,exs,cc,cpp,dart,rs,rego,sh,bash,yml,yaml}",
    "**/*_tests.rs",
    "**/{test,tests}.rs",
    "**/{test_*,*_test,tests,conftest}.py",
    `**/src/{test,it,androidTest,integrationTest,integration-test,functionalTest,testFixtures,jvmTest,commonTest}/**/*.${CODE}`,
    `**/src/{test,it}/**/*.${YAML}`,
    "**/*{Test,Tests,TestCase}.{java,kt,kts,scala,groovy,cs,php,swift}",
    "**/*Spec.groovy",
    "**/*.{Tests,UnitTests,IntegrationTests}/**/*.{cs,fs}",
    "**/*_spec.{rb,lua}",
    "**/features/{step_definitions,support}/**/*.rb",
    "**/*.tftest.{hcl,json}",
    "**/*.test.{yml,yaml}",
    "**/testdata/fuzz/**",
    "**/*.{bats,feature,robot,hurl,jmx}",
  ],
  guardrails: [
    `.github/workflows/*.${YAML}`,
    ".github/actions/**",
    `.github/{rulesets,policies}/**/*.{json,yml,yaml}`,
    `.github/settings.${YAML}`,
    `{.gitlab-ci,.travis,.drone,.woodpecker,bitbucket-pipelines,cloudbuild,buildspec,azure-pipelines}.${YAML}`,
    `{.gitlab/ci,.circleci,.buildkite,.tekton,.woodpecker,.azuredevops,azure-pipelines}/**`,
    "**/{Jenkinsfile,Jenkinsfile.*,Dangerfile,dangerfile.js,dangerfile.ts}",
    "{.husky,.githooks,githooks,git-hooks,.git-hooks}/**",
    "{hooks,scripts/hooks,tools/hooks}/{pre,post,commit}-*",
    `.{pre-commit-config,pre-commit-hooks,overcommit,lefthook}.${YAML}`,
    "{lefthook.yml,lefthook.yaml,.lintstagedrc*,lint-staged.config.*,commitlint.config.*,.commitlintrc*}",
    "**/*.{rego,sentinel}",
    "{policy,policies}/**/*.{yml,yaml,json,hcl,cue,cedar}",
    `**/{guardrails,gatekeeper,kyverno,opa,conftest}/**/*.{yml,yaml,json,rego,hcl,cue,tf}`,
    `guardrails/**/*.${CODE}`,
    // Not TypeScript: there, guards are what frameworks call their route handlers.
    "**/guards/**/*.{js,mjs,cjs,py,go,rs,rb,sh,bash}",
    `${TOOLS}/**/${VERBS}{,.*,-*,_*}`,
    `**/{scripts,hack}/**/${VERBS}{,.*,-*,_*}`,
    "{scripts,hack,ci}/{check,checks,verify,validate}/**",
    `${TOOLS}/**/*{-,_}{check,verify,validate,guard,gate,preflight}.${SCRIPT}`,
    "**/{eslint.config.*,.eslintrc*,.oxlintrc*,oxlint.config.*,biome.json,biome.jsonc,tslint.json,.stylelintrc*}",
    "**/{ruff.toml,.ruff.toml,.flake8,.pylintrc,mypy.ini,pyrightconfig.json,.bandit,.importlinter}",
    "**/{.golangci.yml,.golangci.yaml,.golangci.toml,.rubocop.yml,.reek.yml,clippy.toml,.clippy.toml,deny.toml}",
    "**/{checkstyle,spotbugs,pmd,detekt}*.{xml,yml,yaml}",
    "**/{.tflint.hcl,checks.tf,.checkov.yml,.checkov.yaml,.hadolint.yaml,.kube-linter.yaml,.yamllint,.yamllint.yml}",
    "{.semgrep,semgrep,.checkov,eslint-rules,lint-rules}/**",
    "{.semgrep.yml,.semgrep.yaml,semgrep.yml,semgrep.yaml}",
    `**/{*-,*_,}{networkpolicy,network-policy,netpol,poddisruptionbudget,pdb,resourcequota,limitrange}{-*,_*,}.${YAML}`,
    `**/{NetworkPolicy,PodDisruptionBudget,ResourceQuota,LimitRange}.${YAML}`,
    `**/{*-,*_,}{validatingwebhook,validatingadmissionpolicy,validating-webhook,admission-policy}{-*,_*,}.${YAML}`,
  ],
  runbooks: [
    "**/{runbook,runbooks,Runbook,Runbooks,RUNBOOKS,run-books,run_books}/**/*.{md,mdx,rst,adoc,txt,yml,yaml,ipynb}",
    `**/{playbook,playbooks,Playbooks}/**/*.${TEXT}`,
    `**/*{runbook,Runbook,RunBook,RUNBOOK,run-book,playbook,Playbook,PLAYBOOK}*.${TEXT}`,
    `{docs,doc,documentation}/**/{operations,ops,incident-response,incident_response,procedures,process,processes,sop,sops}/**/*.${TEXT}`,
    `{docs,doc,documentation,ops,operations,sre}/**/{*-,*_,}{incident-response,disaster-recovery,failover,break-glass}{-*,_*,}.${TEXT}`,
    `{operations,sre}/**/*.${TEXT}`,
  ],
  oncall_checklists: [
    `**/${ON_CALL}/**/*.${TEXT}`,
    `**/*${ON_CALL}*.${TEXT}`,
    `**/${ON_CALL}/**/*checklist*.${YAML}`,
    `**/{*-,*_,}{incident,pager,shift,handoff,handover}{-,_}{checklist,checklists}{-*,_*,}.${TEXT}`,
    `**/{checklist,checklists}/**/{*-,*_,}{incident,pager,shift,handoff,handover}{-*,_*,}.${TEXT}`,
    `{ops,operations,sre,runbooks,docs/runbooks,docs/ops,docs/operations}/**/*{checklist,Checklist,CHECKLIST}*.${TEXT}`,
  ],
  monitoring: [
    `**/{monitoring,observability,prometheus,alertmanager,grafana,datadog,newrelic,kibana,*-mixin}/**/*.${RULES}`,
    `{alerts,alerting,dashboards,slo,slos,monitors}/**/*.${RULES}`,
    `**/${DEPLOY}/**/{alerts,alerting,dashboards,slo,slos,monitors,alarms}/**/*.${RULES}`,
    "{grafana,dashboards,monitoring,observability,datadog}/**/*.{json,ndjson}",
    `**/${DEPLOY}/**/{grafana,dashboards}/**/*.{json,ndjson}`,
    "**/{grafana,monitoring,observability,datadog,kibana,newrelic}/**/{dashboards,alerts,monitors,slos}/**/*.{json,ndjson}",
    `**/{*-,*_,}${DASHBOARDS}{-,_}*.{json,ndjson}`,
    `**/*{-,_,.}${DASHBOARDS}.{json,ndjson}`,
    `**/{*-,*_,}${ALERTS}{-*,_*,}.${YAML}`,
    `**/{*-,*_,}${ALERTS}{-*,_*,}.{tf,jsonnet,libsonnet}`,
    `**/{*-,*_,}${DASHBOARDS}{-*,_*,}.{tf,jsonnet,libsonnet,yml,yaml}`,
    `**/*{prometheusrule,prometheusrules,PrometheusRule,prometheus-rule,prometheus_rule,servicemonitor,podmonitor}*.${YAML}`,
    `**/{ServiceMonitor,PodMonitor}*.${YAML}`,
    `**/*.rules.${YAML}`,
    `**/{prometheus,alertmanager,otel-collector*,otelcol*}.${YAML}`,
    "**/{cloudwatch,monitoring,observability,pagerduty,opsgenie,datadog,grafana,newrelic}{-*,_*,}.tf",
  ],
  rollback: [
    `**/${ROLLBACK}/**/*.{sh,bash,ps1,yml,yaml,sql,md}`,
    `**/*${ROLLBACK}*.{sh,bash,ps1,yml,yaml,sql,tf,mk,md,mdx,rst,adoc}`,
    `{scripts,script,ops,deploy,deployment,infra,bin,tools,hack,ci,release,.github}/**/*{rollback,roll-back,roll_back,backout}*`,
    `{scripts,ops,deploy,bin,tools,hack}/**/{revert,revert-*,revert_*,revert.*}`,
    "**/{migrations,migration,migrate}/**/{*.down.*,*_down.*,*-down.*,down.*,*.undo.*}",
    "{db,database,sql,**/sqitch}/revert/**/*.sql",
    `**/{*-,*_,}{rollout,rollouts,canary}{-*,_*,}.${YAML}`,
    `**/{argo-rollouts,rollouts,canary}/**/*.${YAML}`,
  ],
  ownership: [
    "{CODEOWNERS,.github/CODEOWNERS,docs/CODEOWNERS,.gitlab/CODEOWNERS,.bitbucket/CODEOWNERS}",
    "**/{OWNERS,OWNERS_ALIASES,MAINTAINERS}",
    "**/{MAINTAINERS,OWNERS,OWNERSHIP}.{md,yml,yaml,toml,json}",
    "{,.github/,docs/}{owners,maintainers,ownership}.{md,yml,yaml,toml,json}",
    `**/{catalog-info,catalog-info.*,opslevel,cortex,compass,ownership,service-catalog}.${YAML}`,
    `**/{service,entity}.datadog.${YAML}`,
    "**/{escalation,escalations,escalation-*,escalation_*,*-escalations,*_escalations}.{md,mdx,yml,yaml,json,tf}",
    "**/{*-,*_}escalation{-,_}{policy,policies,path,paths,matrix,contacts}.{md,mdx,yml,yaml,json,tf}",
    `**/{pagerduty,opsgenie}/**/*.{yml,yaml,tf,hcl}`,
    "**/{pagerduty,opsgenie}{-*,_*,}.{yml,yaml,tf}",
    `**/{oncall,on-call,on_call}{-*,_*,}.{yml,yaml,tf}`,
  ],
  retros: [
    `**/{retro,retros,retrospective,retrospectives,postmortem,postmortems,post-mortem,post-mortems,post_mortems,Postmortems}/**/*.${TEXT}`,
    `**/{incident-reports,incident_reports,incidents,incident-reviews,pir,pirs,rca,rcas}/**/*.${TEXT}`,
    `**/{*-,*_,}{retro,retros,retrospective,postmortem,post-mortem,post_mortem,Postmortem,PostMortem,POSTMORTEM,incident-report,incident-review}{-*,_*,}.${TEXT}`,
  ],
} as const;
