/**
 * What well-known test runners print when a test fails, and when it could not even be run. Each row names where its
 * runner documents it. A sign is looked for in single lines, colors taken off.
 */

/** Why a command failed, as far as its output tells. */
export type SignKind =
  /** An assertion did not hold. */
  | "assertion"
  /** A test ended with an error that is no assertion. */
  | "error"
  /** A module, a symbol or a member that the tests use is not there. */
  | "missing"
  /** The tests do not compile, or cannot be parsed. */
  | "compile"
  /** There was no test to run. */
  | "no_tests";

export interface Sign {
  readonly runner: string;
  readonly kind: SignKind;
  readonly pattern: RegExp;
}

/** Blanks, the `E` of pytest, the `#` of TAP, the `[ERROR]` of Maven and mocha's words before what is meant. */
const LEAD = String.raw`^[\s#>]*(?:E\s+)?(?:\[ERROR\]\s+|Exception during run: |Uncaught )?`;

const lead = (rest: string): RegExp => new RegExp(LEAD + rest);

const row = (runner: string, signs: Readonly<Partial<Record<SignKind, readonly RegExp[]>>>): readonly Sign[] =>
  Object.entries(signs).flatMap(([kind, patterns]) =>
    (patterns ?? []).map((pattern) => ({ runner, kind: kind as SignKind, pattern })),
  );

export const SIGNS: readonly Sign[] = [
  // A class of errors by that name, in every language that has one. https://nodejs.org/api/assert.html#class-assertassertionerror
  // https://docs.python.org/3/library/exceptions.html#AssertionError
  ...row("an assertion", {
    assertion: [
      lead(
        String.raw`(?:(?:error:|Error:|Caused by:)\s+)?\[?(?:[\w$]+[.:\\]+)*(?:AssertionError|AssertionFailedError|ExpectationNotMetError|ComparisonFailure|ExpectationFailedException)(?=[:\s\]]|$)`,
      ),
    ],
  }),
  // https://jestjs.io/docs/expect
  ...row("jest", {
    assertion: [
      // With a snapshot, this stands also where none was stored.
      lead(
        String.raw`(?:[Ee]rror: )?expect\((?:received|jest\.fn\(\)|element|locator|page|string|promise)\)(?!.*Snapshot\()`,
      ),
      lead(String.raw`(?:- Snapshot\s+- \d|Snapshot: )`),
      lead(String.raw`assert(?:\.\w+)?\(received`),
      lead(String.raw`Expected (?:at least )?\w+ assertions? to be called but received`),
    ],
    no_tests: [lead("No tests found, exiting with code 1"), lead("Your test suite must contain at least one test")],
    missing: [lead("Cannot find module '.+' from '"), lead("New snapshot was not written")],
    compile: [lead("● Test suite failed to run")],
  }),
  // https://vitest.dev/guide/cli.html, https://vitest.dev/config/#passwithnotests
  ...row("vitest", {
    no_tests: [lead("No test files found, exiting with code 1"), lead("(?:Error: )?No test suite found in file")],
    missing: [lead("(?:Error: )?Failed to (?:load url|resolve import) ")],
    compile: [lead(String.raw`(?:Error: )?(?:Transform failed with \d+ error|Failed to parse source )`)],
  }),
  // https://github.com/avajs/ava/blob/main/docs/03-assertions.md
  ...row("ava", {
    assertion: [lead(String.raw`(?:Difference \(- actual, \+ expected\)|Value is .+|Function (?:returned|threw)):$`)],
  }),
  // https://node-tap.org/tap-format/
  ...row("tap", {
    assertion: [lead("(?:compare: [=!]==?|--- expected)$")],
    error: [lead(String.raw`type: \w*Error$`)],
    missing: [lead(String.raw`not ok \d+ - .+ is not (?:a function|a constructor|defined)\b`)],
  }),
  // https://mochajs.org/#command-line-usage
  ...row("mocha", { no_tests: [lead("(?:Error: )?No test files found")] }),
  // https://nodejs.org/api/test.html, https://nodejs.org/api/errors.html
  ...row("node", {
    assertion: [lead("(?:code|name): '?(?:ERR_ASSERTION|AssertionError)\\b")],
    error: [
      lead(String.raw`(?:TypeError|RangeError|URIError|EvalError|Error)(?: \[\w+\])?: `),
      lead("name: '\\w*Error'"),
    ],
    missing: [
      lead(String.raw`(?:Error|TypeError)(?: \[\w+\])?: Cannot find (?:module|package) `),
      lead("(?:code|error): '?(?:ERR_MODULE_NOT_FOUND|MODULE_NOT_FOUND|ERR_PACKAGE_PATH_NOT_EXPORTED)"),
      lead("SyntaxError: .*(?:does not provide an export named|Named export '.+' not found)"),
      lead(String.raw`\w*Error(?: \[\w+\])?: .+ is not (?:a function|a constructor|defined)\b`),
      lead(String.raw`error: ['"].+ is not (?:a function|a constructor|defined)['"]`),
    ],
    compile: [lead("SyntaxError: ")],
    no_tests: [lead("Could not find '.+'$")],
  }),
  // https://www.typescriptlang.org/tsconfig/#pretty
  ...row("TypeScript", { compile: [/\berror TS\d+: /] }),
  // https://docs.pytest.org/en/stable/reference/exit-codes.html, https://docs.pytest.org/en/stable/how-to/output.html
  ...row("pytest", {
    assertion: [
      /^E\s+assert\b/,
      /^E\s+Failed: DID NOT (?:RAISE|WARN)/,
      /^FAILED .+ - (?:assert\b|AssertionError|Failed: DID NOT)/,
    ],
    error: [/^(?:FAILED|ERROR) .+ - \w*(?:Error|Exception)\b/, /^E\s+\w+(?:\.\w+)*(?:Error|Exception)\b/],
    missing: [
      lead("(?:ModuleNotFoundError|ImportError): "),
      lead("NameError: name '"),
      lead("fixture '.+' not found"),
      lead("AttributeError: (?!'NoneType')"),
      lead(String.raw`TypeError: .+ got an unexpected keyword argument`),
      /^ERROR .+ - (?:ModuleNotFoundError|ImportError)/,
    ],
    compile: [lead("(?:SyntaxError|IndentationError|TabError): "), /^ERROR collecting /],
    no_tests: [/^=* ?no tests (?:ran|collected)/, /^ERROR: (?:file or directory not found|not found): /],
  }),
  // https://docs.python.org/3/library/unittest.html
  ...row("unittest", {
    missing: [lead("ImportError: Failed to import test module")],
    error: [/^ERROR: \w+ \(/],
    no_tests: [/^NO TESTS RAN/, /^Ran 0 tests in /],
  }),
  // https://pkg.go.dev/cmd/go#hdr-Test_packages, https://pkg.go.dev/testing
  ...row("go test", {
    assertion: [/^\s*--- FAIL: /],
    error: [/^panic: /],
    missing: [
      /^\S+\.go:\d+:\d+: undefined: /,
      /^\S+\.go:\d+:\d+: .*(?:cannot find package|no required module provides)/,
    ],
    compile: [/^FAIL\s+\S+ \[(?:build|setup) failed\]/],
    no_tests: [/^testing: warning: no tests to run/, /^go: warning: .+ matched no packages/],
  }),
  // https://doc.rust-lang.org/book/ch11-01-writing-tests.html, https://doc.rust-lang.org/error_codes/
  ...row("cargo test", {
    assertion: [
      /^assertion (?:`.+` )?failed/,
      /panicked at '?assertion failed/,
      /^note: test did not panic as expected/,
    ],
    error: [/^thread '.+' (?:\(\d+\) )?panicked at /],
    missing: [/^error\[E0(?:407|412|422|423|425|432|433|560|599|609)\]: /],
    compile: [/^error: could not compile /, /^error\[E\d{4}\]: /],
    no_tests: [/^error: no test target named /],
  }),
  // https://maven.apache.org/surefire/maven-surefire-plugin/, https://docs.gradle.org/current/userguide/java_testing.html
  ...row("JUnit", {
    assertion: [lead(String.raw`\S+\.\S+:\d+ expected: ?<.*> but was: ?<`), /<failure\b[^>]*\btype="[^"]*Assert/],
    error: [lead(String.raw`(?:Caused by: )?java(?:\.\w+)+(?:Exception|Error)\b`), /<error\b[^>]*\btype="/],
    missing: [
      lead(String.raw`.*\berror: (?:cannot find symbol|package .+ does not exist)`),
      lead(String.raw`.*\.java:\[\d+,\d+\] (?:cannot find symbol|package .+ does not exist)`),
      lead(
        String.raw`(?:Caused by: )?java\.lang\.(?:NoSuchMethodError|NoSuchFieldError|NoClassDefFoundError|ClassNotFoundException)`,
      ),
      /^e: .*[Uu]nresolved reference/,
    ],
    compile: [lead("COMPILATION ERROR"), lead("(?:> )?Compilation failed; see the compiler"), /^e: file:/],
    no_tests: [/\bNo tests (?:matching pattern .+ )?were executed!/, lead("(?:> )?No tests found for given includes")],
  }),
  // https://rspec.info/documentation/, https://docs.seattlerb.org/minitest/
  ...row("RSpec", {
    assertion: [/^\s+expected(?::| .+ (?:to|got\b))/, /^\s*(?:\d+\) )?Failure:$/, /^\s*Minitest::Assertion: /],
    error: [/^\s*(?:\d+\) )?Error:$/, /^\s+(?:[A-Z]\w*::)*[A-Z]\w*Error:/],
    missing: [
      /\buninitialized constant /,
      /\bcannot load such file -- /,
      /\bundefined (?:local variable or )?method ['`].+['`] for (?!nil)/,
    ],
    compile: [/^\s*An error occurred while loading /, /\bsyntax errors? found/],
    no_tests: [/^No examples found\./],
  }),
  // https://docs.phpunit.de/
  ...row("PHPUnit", {
    assertion: [/^Failed asserting that /],
    error: [/^(?:\w+\\)*\w*(?:Error|Exception): /],
    missing: [/^Error: (?:Class|Interface|Trait) ".+" not found/, /^Error: (?:Call to undefined|Undefined constant)/],
    compile: [/^(?:PHP )?(?:Parse|Fatal) error: /, /^ParseError: /],
    no_tests: [/^No tests executed!/],
  }),
  // https://learn.microsoft.com/dotnet/core/tools/dotnet-test, https://docs.nunit.org/, https://xunit.net/docs/getting-started/
  ...row("dotnet test", {
    assertion: [/^\s*Assert\.\w+(?:\(\))? (?:Failure|failed)\b/, /^\s+But was: /],
    error: [/^\s*System\.(?:\w+\.)*\w+Exception ?: /],
    missing: [/\berror CS0(?:103|117|234|246|1061): /, /\berror CS1061: /],
    compile: [/\berror (?:CS|FS|BC)\d{4}: /, /^Build FAILED\./],
    no_tests: [/^No test (?:is available in|matches the given testcase filter)/],
  }),
  // https://bats-core.readthedocs.io/en/stable/writing-tests.html
  ...row("bats", {
    assertion: [/^#?\s+`.+' failed$/],
    missing: [/^#?\s+`.+' failed with status 127$/],
    error: [/^#?\s+`.+' failed with status \d+/],
  }),
  // https://perldoc.perl.org/Test::More
  ...row("Test::More", { assertion: [/^#\s+Failed test\b/], missing: [/^Can't locate \S+ in @INC/] }),
  // https://google.github.io/googletest/primer.html
  ...row("GoogleTest", {
    assertion: [/^\s*Expected equality of these values:/],
    compile: [/^\S+:\d+:\d+: (?:fatal )?error: /],
  }),
  // https://hexdocs.pm/ex_unit/ExUnit.Assertions.html
  ...row("ExUnit", {
    assertion: [/^\s+Assertion with \S+ failed/, /^\s+Expected (?:truthy|false or nil), got /],
    error: [/^\s+\*\* \(\w+\) /],
    missing: [/^\s+\*\* \(UndefinedFunctionError\) /],
    compile: [/^== Compilation error in file /],
  }),
  // https://developer.apple.com/documentation/xctest
  ...row("XCTest", { assertion: [/: error: .+ : XCTAssert\w* failed/] }),
];

/** Where none of these words is in a line, no sign is. */
export const WORTH_A_LOOK =
  /assert|expect|error|fail|cannot|can't|could not|undefined|unresolved|uninitialized|no test|no example|panic|exception|no packages|but was|reference|ran 0|did not|err_|compare|is not a|not found|snapshot|value is|function (?:returned|threw)|not defined/i;
