/** Outputs as well-known runners print them, and what they say of why a test failed. */
import { describe, expect, it } from "@jest/globals";
import { createReader, failureOf, type FailureKind } from "../../../src/action/prove/failure.ts";
import { WORTH_A_LOOK } from "../../../src/action/prove/signs.ts";

function kindOf(output: string, code = 1): FailureKind | null {
  const told = createReader();
  for (const line of output.split("\n")) told.read(line);
  return failureOf({ code, signal: null, timedOut: false, milliseconds: 1 }, told)?.kind ?? null;
}

const OUTPUTS: readonly (readonly [string, FailureKind, string, number?])[] = [
  [
    "jest",
    "assertion",
    "  ● sums\n\n    expect(received).toBe(expected) // Object.is equality\n\n    Expected: 3\n    Received: 2\n",
  ],
  [
    "jest, in colors",
    "assertion",
    "    \u001b[2mexpect(\u001b[22m\u001b[31mreceived\u001b[39m\u001b[2m).\u001b[22mtoEqual\u001b[2m(\u001b[22m\u001b[32mexpected\u001b[39m\u001b[2m)\u001b[22m",
  ],
  ["jest with a mock", "assertion", "    expect(jest.fn()).toHaveBeenCalledTimes(expected)\n"],
  ["jest with node's assert", "assertion", "    assert.strictEqual(received, expected)\n"],
  [
    "jest without a module",
    "missing",
    "  ● Test suite failed to run\n\n    Cannot find module './sum' from 'sum.test.js'\n",
  ],
  ["jest without a function", "missing", "    TypeError: (0 , _sum.total) is not a function\n"],
  [
    "jest that does not parse",
    "compile",
    "  ● Test suite failed to run\n\n    Jest encountered an unexpected token\n\n    SyntaxError: /a/sum.test.js: Unexpected token (3:4)\n",
  ],
  [
    "jest with types",
    "compile",
    "  ● Test suite failed to run\n    src/a.test.ts:1:10 - error TS2339: Property 'x' does not exist on type 'A'.\n",
  ],
  [
    "jest without tests",
    "no_tests",
    "No tests found, exiting with code 1\nRun with `--passWithNoTests` to exit with code 0\n",
  ],
  [
    "jest with a snapshot that is not stored",
    "missing",
    "    expect(received).toMatchSnapshot()\n\n    Snapshot name: `s 1`\n\n    New snapshot was not written. The update flag must be explicitly passed\n",
  ],
  [
    "jest with a snapshot",
    "assertion",
    "    expect(received).toMatchSnapshot()\n\n    Snapshot name: `s 1`\n\n    - Snapshot  - 1\n    + Received  + 1\n",
  ],
  [
    "jest with a snapshot of one line",
    "assertion",
    "    expect(received).toMatchInlineSnapshot(snapshot)\n\n    Snapshot: 5\n    Received: 9\n",
  ],
  ["jest with an error of the code", "error", "    TypeError: Cannot read properties of undefined (reading 'total')\n"],
  ["vitest", "assertion", " FAIL  sum.test.ts > sums\nAssertionError: expected 2 to be 3 // Object.is equality\n"],
  [
    "vitest without a module",
    "missing",
    "Error: Failed to load url ./sum (resolved id: ./sum) in /a/sum.test.ts. Does the file exist?\n",
  ],
  [
    "vitest that does not parse",
    "compile",
    "Error: Transform failed with 1 error:\n/a/sum.test.ts:3:0: ERROR: Unexpected end of file\n",
  ],
  [
    "vitest with Vite that does not parse",
    "compile",
    "Error: Failed to parse source for import analysis because the content contains invalid JS syntax.\n",
  ],
  ["vitest without tests", "no_tests", "No test files found, exiting with code 1\n"],
  ["mocha", "assertion", "  1) sums:\n\n      AssertionError [ERR_ASSERTION]: 2 == 3\n      + expected - actual\n"],
  ["mocha with chai", "assertion", "     AssertionError: expected 2 to equal 3\n"],
  [
    "mocha without a module",
    "missing",
    "Error [ERR_MODULE_NOT_FOUND]: Cannot find module '/a/sum.js' imported from /a/test/sum.js\n",
  ],
  [
    "mocha without a module, ESM",
    "missing",
    " Exception during run: Error [ERR_MODULE_NOT_FOUND]: Cannot find module '/a/sum.js' imported from /a/test/sum.js\n",
  ],
  ["node without a module, by its code alone", "missing", "  code: 'ERR_MODULE_NOT_FOUND',\n"],
  [
    "mocha that does not parse, ESM",
    "compile",
    " Exception during run: SyntaxError[ @/a/test/sum.js ]: \nSyntaxError: Unexpected token\n",
  ],
  ["ava", "assertion", "  ✘ [fail]: sums\n\n  Difference (- actual, + expected):\n\n  - 9\n  + 5\n"],
  ["ava with a value", "assertion", "  Value is not `true`:\n\n  false\n"],
  ["ava, TAP", "assertion", "not ok 2 - sums\n  ---\n    name: AssertionError\n    assertion: t.is()\n"],
  ["tap", "assertion", "        not ok 1 - should be equal\n          ---\n          compare: ===\n"],
  ["tap without a function", "missing", "        not ok 1 - m.wrap is not a function\n          type: TypeError\n"],
  ["tap with an error", "error", "        not ok 1 - boom\n          type: RangeError\n"],
  ["mocha without tests", "no_tests", 'Error: No test files found: "test/nothing.js"\n'],
  [
    "node:test, spec",
    "assertion",
    "✖ sums (1.2ms)\n  AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:\n",
  ],
  ["node:test, spec, without a function", "missing", "✖ sums (1.2ms)\n  TypeError [Error]: total is not a function\n"],
  [
    "node:test, TAP",
    "assertion",
    "not ok 1 - sums\n  ---\n  failureType: 'testCodeFailure'\n  error: '2 !== 3'\n  code: 'ERR_ASSERTION'\n  name: 'AssertionError'\n",
  ],
  [
    "node:test, TAP, without a name",
    "missing",
    "# SyntaxError: The requested module './sum.js' does not provide an export named 'total'\nnot ok 1 - /a/sum.test.js\n",
  ],
  [
    "node:test, TAP, with an error of the code",
    "error",
    "not ok 1 - sums\n  ---\n  error: 'no such thing'\n  code: 'ERR_TEST_FAILURE'\n  name: 'RangeError'\n",
  ],
  ["node:test, JUnit", "assertion", '<failure type="testCodeFailure" message="2 !== 3">\n  code: \'ERR_ASSERTION\',\n'],
  ["node:test without tests", "no_tests", "Could not find '/a/test/gone.test.js'\n"],
  ["tsc", "compile", "src/a.ts(3,7): error TS2304: Cannot find name 'total'.\n", 2],
  [
    "pytest",
    "assertion",
    "    def test_sum():\n>       assert total(1) == 2\nE       assert 1 == 2\n\nFAILED test_sum.py::test_sum - assert 1 == 2\n",
  ],
  ["pytest, short", "assertion", "FAILED test_sum.py::test_sum[a b] - AssertionError: no\n1 failed in 0.01s\n"],
  ["pytest that expected an error", "assertion", "E       Failed: DID NOT RAISE <class 'ValueError'>\n"],
  [
    "pytest without a module",
    "missing",
    "ERROR collecting test_sum.py\nE   ModuleNotFoundError: No module named 'total'\n1 error in 0.1s\n",
    2,
  ],
  ["pytest without a name", "missing", "E   ImportError: cannot import name 'total' from 'sums' (/a/sums.py)\n", 2],
  ["pytest without a member", "missing", "E       AttributeError: module 'sums' has no attribute 'total'\n"],
  ["pytest without a parameter", "missing", "E       TypeError: total() got an unexpected keyword argument 'limit'\n"],
  [
    "pytest that does not parse",
    "compile",
    'E     File "/a/test_sum.py", line 1\nE   SyntaxError: invalid syntax\n',
    2,
  ],
  ["pytest without a fixture", "missing", "E       fixture 'nine' not found\n"],
  ["pytest with nothing of None", "error", "E       AttributeError: 'NoneType' object has no attribute 'total'\n"],
  ["pytest without tests", "no_tests", "no tests ran in 0.00s\n", 5],
  [
    "pytest without a file",
    "no_tests",
    "ERROR: file or directory not found: test_gone.py\n\nno tests ran in 0.00s\n",
    4,
  ],
  [
    "unittest",
    "assertion",
    "FAIL: test_sum (test_sums.Sums.test_sum)\nTraceback (most recent call last):\nAssertionError: 1 != 2\n",
  ],
  ["unittest with an error", "error", "ERROR: test_sum (test_sums.Sums.test_sum)\nKeyError: 'total'\n"],
  [
    "unittest without a module",
    "missing",
    "ERROR: test_sums (unittest.loader._FailedTest.test_sums)\nImportError: Failed to import test module: test_sums\n",
  ],
  ["unittest without tests", "no_tests", "Ran 0 tests in 0.000s\n\nNO TESTS RAN\n", 5],
  [
    "go test",
    "assertion",
    "--- FAIL: TestTotal (0.00s)\n    total_test.go:9: got 1, want 2\nFAIL\nFAIL\texample.com/a\t0.002s\n",
  ],
  [
    "go test that does not build",
    "missing",
    "./total_test.go:8:7: undefined: Total\nFAIL\texample.com/a [build failed]\n",
  ],
  [
    "go test with types",
    "compile",
    "./total_test.go:8:7: not enough arguments in call to Total\nFAIL\texample.com/a [build failed]\n",
  ],
  [
    "go test that panics",
    "error",
    "--- FAIL: TestTotal (0.00s)\npanic: runtime error: index out of range [1] with length 1 [recovered]\n",
    2,
  ],
  [
    "cargo test",
    "assertion",
    "thread 'totals' panicked at tests/a.rs:4:5:\nassertion `left == right` failed\n  left: 1\n right: 2\ntest result: FAILED. 0 passed; 1 failed\n",
    101,
  ],
  [
    "cargo test, before Rust 1.73",
    "assertion",
    "thread 'totals' panicked at 'assertion failed: `(left == right)`', src/lib.rs:9:9\n",
    101,
  ],
  [
    "cargo test without a name",
    "missing",
    'error[E0432]: unresolved import `a::total`\nerror: could not compile `a` (test "a") due to 1 previous error\n',
    101,
  ],
  [
    "cargo test that does not compile",
    "compile",
    'error[E0308]: mismatched types\nerror: could not compile `a` (test "a") due to 1 previous error\n',
    101,
  ],
  [
    "cargo test with an error",
    "error",
    "thread 'totals' panicked at src/lib.rs:3:5:\nindex out of bounds: the len is 0 but the index is 0\n",
    101,
  ],
  [
    "Surefire",
    "assertion",
    "[ERROR] com.example.TotalTest.sums -- Time elapsed: 0.01 s <<< FAILURE!\norg.opentest4j.AssertionFailedError: expected: <2> but was: <1>\n",
  ],
  ["Surefire with JUnit 4", "assertion", "java.lang.AssertionError: expected:<2> but was:<1>\n"],
  [
    "Surefire's summary",
    "assertion",
    "[ERROR] Failures: \n[ERROR]   TotalTest.sums:12 expected: <2> but was: <1>\n[ERROR] Tests run: 1, Failures: 1\n",
  ],
  [
    "Maven that does not compile",
    "missing",
    "[ERROR] COMPILATION ERROR : \n[ERROR] /a/TotalTest.java:[9,12] cannot find symbol\n",
  ],
  [
    "Maven with types",
    "compile",
    "[ERROR] COMPILATION ERROR : \n[ERROR] /a/TotalTest.java:[9,12] incompatible types\n",
  ],
  [
    "Surefire with an error",
    "error",
    '[ERROR] com.example.TotalTest.sums <<< ERROR!\njava.lang.NullPointerException: Cannot invoke "a.B.c()"\n',
  ],
  [
    "Surefire without tests",
    "no_tests",
    '[ERROR] Failed to execute goal: No tests matching pattern "Gone" were executed!\n',
  ],
  ["Gradle", "assertion", "TotalTest > sums() FAILED\n    org.opentest4j.AssertionFailedError at TotalTest.java:12\n"],
  [
    "Gradle that does not compile",
    "missing",
    "/a/TotalTest.java:9: error: cannot find symbol\n> Compilation failed; see the compiler error output for details.\n",
  ],
  ["Gradle without tests", "no_tests", "> No tests found for given includes: [TotalTest](--tests filter)\n"],
  ["a JUnit report", "assertion", '<failure message="expected 2" type="org.opentest4j.AssertionFailedError">\n'],
  ["a JUnit report of an error", "error", '<error message="boom" type="java.io.IOException">\n'],
  ["RSpec", "assertion", "     Failure/Error: expect(total(1)).to eq(2)\n\n       expected: 2\n            got: 1\n"],
  ["RSpec without a method", "missing", "     NoMethodError:\n       undefined method `total' for #<Sums:0x0001>\n"],
  [
    "RSpec that does not load",
    "missing",
    "An error occurred while loading ./spec/total_spec.rb.\nLoadError:\n  cannot load such file -- ./total\n",
  ],
  ["RSpec with nil", "error", "     NoMethodError:\n       undefined method `total' for nil:NilClass\n"],
  ["minitest", "assertion", "  1) Failure:\nTestSums#test_total [test_sums.rb:6]:\nExpected: 2\n  Actual: 1\n"],
  ["minitest with an error", "error", "  1) Error:\nTestSums#test_total:\nRuntimeError: boom\n"],
  ["PHPUnit", "assertion", "1) SumsTest::testTotal\nFailed asserting that 1 matches expected 2.\n"],
  ["PHPUnit without a class", "missing", '1) SumsTest::testTotal\nError: Class "Sums" not found\n', 2],
  ["PHPUnit that does not parse", "compile", "PHP Parse error:  syntax error, unexpected token\n", 255],
  ["PHPUnit without tests", "no_tests", "No tests executed!\n"],
  [
    "dotnet test with xUnit",
    "assertion",
    "  Error Message:\n   Assert.Equal() Failure: Values differ\nExpected: 2\nActual:   1\n",
  ],
  [
    "dotnet test with NUnit",
    "assertion",
    "  Error Message:\n     Assert.That(total, Is.EqualTo(2))\n  Expected: 2\n  But was:  1\n",
  ],
  ["dotnet test with MSTest", "assertion", "   Assert.AreEqual failed. Expected:<2>. Actual:<1>.\n"],
  [
    "dotnet test that does not build",
    "missing",
    "/a/SumsTest.cs(9,12): error CS0103: The name 'Total' does not exist in the current context\nBuild FAILED.\n",
  ],
  ["dotnet test with types", "compile", "/a/SumsTest.cs(9,12): error CS1503: Argument 1: cannot convert\n"],
  [
    "dotnet test with an error",
    "error",
    "  Error Message:\n   System.NullReferenceException : Object reference not set\n",
  ],
  ["bats", "assertion", 'not ok 1 totals\n# (in test file test/a.bats, line 3)\n#   `[ "$output" = 2 ]\' failed\n'],
  [
    "bats without a command",
    "missing",
    "not ok 1 totals\n# (in test file test/a.bats, line 3)\n#   `total 1' failed with status 127\n",
  ],
  [
    "bats with an error",
    "error",
    " ✗ totals\n   (in test file test/a.bats, line 3)\n     `run_total 1' failed with status 2\n",
  ],
  [
    "Test::More",
    "assertion",
    "not ok 1 - totals\n#   Failed test 'totals'\n#   at t/a.t line 5.\n#          got: '1'\n",
  ],
  [
    "GoogleTest",
    "assertion",
    "a_test.cc:9: Failure\nExpected equality of these values:\n  total(1)\n    Which is: 1\n",
  ],
  ["a C++ compiler", "compile", "a_test.cc:9:3: error: no matching function for call to 'total'\n", 2],
  ["ExUnit", "assertion", "  1) test totals (SumsTest)\n     Assertion with == failed\n     left:  1\n"],
  [
    "ExUnit without a function",
    "missing",
    "     ** (UndefinedFunctionError) function Sums.total/1 is undefined or private\n",
    2,
  ],
  [
    "XCTest",
    "assertion",
    '/a/SumsTests.swift:9: error: -[SumsTests testTotal] : XCTAssertEqual failed: ("1") is not equal to ("2")\n',
  ],
  ["a script of one's own", "assertion", "AssertionError: expected 2, got 1\n"],
  ["a script that says nothing", "unknown", "total is wrong\n"],
];

describe("a failure", () => {
  it.each(OUTPUTS)("of %s is: %s", (_runner, kind, output, code = 1) => {
    expect(kindOf(output, code)).toBe(kind);
  });

  it("is an assertion where one failed beside what could not be loaded", () => {
    expect(kindOf("Error: Cannot find module './a'\nAssertionError: expected 2 to equal 3\n")).toBe("assertion");
  });

  it.each([
    "AssertionError [ERR_ASSERTION]: SyntaxError: Cannot find module 'x'",
    "AssertionError: expected 'a.ts(1,2): error TS2304: Cannot find name' to equal ''",
    "AssertionError: handler is not a function",
  ])("is an assertion whatever its message says: %s", (line) => {
    expect(kindOf(line)).toBe("assertion");
  });

  it("is not told by what tests print that pass, unless it is there once more", () => {
    const noise = "    AssertionError: retrying\n      AssertionError: retrying\n";
    const passed = createReader();
    for (const line of noise.split("\n")) passed.read(line);
    const kindAfter = (output: string): FailureKind | undefined => {
      const told = createReader(passed.assertions);
      for (const line of output.split("\n")) told.read(line);
      return failureOf({ code: 1, signal: null, timedOut: false, milliseconds: 1 }, told)?.kind;
    };
    expect(kindAfter(noise)).toBe("unknown");
    expect(kindAfter(`${noise}Error: Cannot find module './a'\n`)).toBe("missing");
    expect(kindAfter(`${noise}AssertionError: retrying\n`)).toBe("assertion");
    expect(kindAfter(`${noise}AssertionError: expected 9 to be 5\n`)).toBe("assertion");
  });

  it("is none where the command succeeded, whatever it printed", () => {
    expect(kindOf("AssertionError: expected\n--- FAIL: TestX\n", 0)).toBeNull();
  });

  it("is told by the exit code before what was printed", () => {
    const assertion = "AssertionError: expected 2 to equal 3\n";
    expect(kindOf(assertion, 127)).toBe("no_command");
    expect(kindOf(assertion, 126)).toBe("not_executable");
    expect(kindOf(assertion, 137)).toBe("crash");
    const told = createReader();
    told.read(assertion);
    expect(failureOf({ code: null, signal: "SIGSEGV", timedOut: false, milliseconds: 1 }, told)?.kind).toBe("crash");
    expect(failureOf({ code: 1, signal: null, timedOut: true, milliseconds: 1 }, told)?.kind).toBe("timeout");
  });

  it.each([
    "    throw new AssertionError(options);",
    "        AssertionError,",
    "  12 |   expect(total(1)).toBe(2);",
    "expect(total(1)).toBe(2);",
    "    self.assertEqual(total(1), 2)",
    "    assert total(1) == 2",
    "ok 3 - says AssertionError: where it is wrong",
    "✔ fails with AssertionError: (1 ms)",
    "import { AssertionError } from 'node:assert';",
    "  // expected: 2",
  ])("is not told by a line of code, or a test's name: %s", (line) => {
    expect(kindOf(line)).toBe("unknown");
  });
});

describe("the signs", () => {
  it("are all in lines that are looked at", () => {
    const overlooked = OUTPUTS.filter(
      ([, kind, output]) => kind !== "unknown" && !output.split("\n").some((line) => WORTH_A_LOOK.test(line)),
    );
    expect(overlooked).toEqual([]);
  });
});
