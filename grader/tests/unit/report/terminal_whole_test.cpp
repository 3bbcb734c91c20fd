// Whole reports as they are printed.

#include "report/samples.hpp"
#include "report/terminal.hpp"

#include <doctest/doctest.h>

#include <string>

using gilkit::report::grade_text;
using gilkit::report::TerminalStyle;
namespace judge = gilkit::judge;
namespace tests = gilkit::tests;
using tests::text_of;

TEST_CASE("A pass shows its evidence") {
    CHECK(text_of(tests::passed_sample()) == R"(✓ passed · four-threads-one-core
  exercises/01-four-threads-one-core/submission.py
  CPython 3.11.2 · graded in 6.4 s

  Your program is right and shares its work out over four cores.

  ✓ answers   12 of 12 secret inputs gave the right answer.
  ✓ parallel  Your program asked for 3.4 cores' worth of work at a time.
  ✓ speedup   3.57× on 4 idle cores; the exercise asks for 2.00×.
  ✓ work      It does 1.04 times the work of the sequential version.

  Speedup on 4 idle cores: 3.57× (3.41× to 3.72×) · needed 2.00×
                           needed ▼
  █████████████████████████████████████████████████████████▏░░░░░░
                                                        ├────┤
  0×              1×              2×              3×              4×

  Cores                 1        2        4        8       16
  Time here        1.56 s   0.81 s
  Speedup here      0.96×    1.85×
  Predicted                  1.91×    3.57×    3.60×    3.61×

  Parallelism   your program asked for 3.3 to 3.5 cores' worth of work at a time
  Work          1.04 times the CPU time of the plain loop
  Serial part   4 % of the work stayed on one core
  Machine busy  neighbours had the core for 45 % of the time

  Graded on 2 cores · sandbox tier D
)");
}

TEST_CASE("A program that is not parallel gets its reason, and what to try") {
    CHECK(text_of(tests::not_parallel_sample()) == R"(✗ failed: not-parallel · four-threads-one-core
  exercises/01-four-threads-one-core/submission.py
  CPython 3.11.2 · graded in 6.4 s

  Your program is right, but it asks for one core's worth of work at a time.

  ✓ answers   12 of 12 secret inputs gave the right answer.
  ✗ parallel  1.0 cores' worth of work at a time.
  – speedup   Not estimated: nothing runs side by side.
  ✓ work      It does 1.04 times the work of the sequential version.

  Cores                 1        2
  Time here        1.53 s   1.55 s
  Speedup here      0.98×    0.97×

  Parallelism   your program asked for 1.0 cores' worth of work at a time
  Work          1.04 times the CPU time of the plain loop
  Machine busy  neighbours had the core for 1 % of the time

  Only the thread that holds the GIL runs Python code. While one of your four
  threads computes, the other three wait for the GIL, so the work is done one
  piece after the other.

  Processes have a GIL each. Try a ProcessPoolExecutor with as many workers as
  the function is given.

  Your program printed
  │ starting 4 threads
  │ all done

  Graded on 2 cores · sandbox tier D
)");
}

TEST_CASE("A wrong answer is shown around its first difference") {
    CHECK(text_of(tests::wrong_answer_sample()) == R"(✗ failed: wrong-answer · four-threads-one-core
  alice/submission.py · CPython 3.14.0, no GIL · graded in 0.4 s

  On a secret input your program returned something else than the reference.

  ✗ answers   run_jobs(jobs=[…], workers=3) is wrong.
    expected  …1024, 1089, 1156, 1225, 1296, 1369, 1444, 1521, 1600, 1681, 1764…
    got       …1024, 1089, 1156, 1225, 1296, 1370, 1444, 1521, 1600, 1681, 1764…
                                               ↑
  – parallel  The answers come first.

  Graded on 2 cores · sandbox tier D
)");
}

TEST_CASE("A failure of the grader is told from one of the program") {
    CHECK(text_of(tests::error_sample()) == R"(! error · /tmp/submission.py

  The sandbox could not be started: Permission denied.

  This is no fault of your program. To see what is missing, run
      gilkit doctor

  Graded on 2 cores · sandbox tier D
)");
}

TEST_CASE("A narrow terminal gets the same in more lines") {
    CHECK(text_of(tests::passed_sample(), {.colour = false, .unicode = true, .width = 40}) ==
          R"(✓ passed · four-threads-one-core
  …1-four-threads-one-core/submission.py
  CPython 3.11.2 · graded in 6.4 s

  Your program is right and shares its
  work out over four cores.

  ✓ answers   12 of 12 secret inputs
              gave the right answer.
  ✓ parallel  Your program asked for 3.4
              cores' worth of work at a
              time.
  ✓ speedup   3.57× on 4 idle cores; the
              exercise asks for 2.00×.
  ✓ work      It does 1.04 times the
              work of the sequential
              version.

  Speedup on 4 idle cores: 3.57×
  (3.41× to 3.72×) · needed 2.00×
           needed ▼
  ████████████████████████████▌░░░
                             ├─┤
  0×      1×      2×      3×      4×

  Cores                 1        2
  Time here        1.56 s   0.81 s
  Speedup here      0.96×    1.85×
  Predicted                  1.91×

  Cores                 4        8
  Predicted         3.57×    3.60×

  Cores                16
  Predicted         3.61×

  Parallelism   your program asked for
                3.3 to 3.5 cores' worth
                of work at a time
  Work          1.04 times the CPU time
                of the plain loop
  Serial part   4 % of the work stayed
                on one core
  Machine busy  neighbours had the core
                for 45 % of the time

  Graded on 2 cores · sandbox tier D
)");
}

TEST_CASE("Without UTF-8 several results are told in ASCII, and counted") {
    const judge::Report report =
        tests::report_of({tests::wrong_answer_sample(), tests::inconclusive_sample()});
    CHECK(grade_text(report, {.colour = false, .unicode = false, .width = 60}) ==
          R"(x failed: wrong-answer | four-threads-one-core
  alice/submission.py
  CPython 3.14.0, no GIL | graded in 0.4 s

  On a secret input your program returned something else
  than the reference.

  x answers   run_jobs(jobs=[...], workers=3) is wrong.
    expected  ...1156, 1225, 1296, 1369, 1444, 1521, 1600...
    got       ...1156, 1225, 1296, 1370, 1444, 1521, 1600...
                                     ^
  - parallel  The answers come first.

? inconclusive: too-noisy | four-threads-one-core
  exercises/01-four-threads-one-core/submission.py
  CPython 3.11.2 | graded in 6.4 s

  This machine is too busy to tell whether your program
  reaches 2.00x.

  + answers   12 of 12 secret inputs gave the right answer.
  + parallel  Your program asked for 3.4 cores' worth of
              work at a time.
  ? speedup   Between 1.62x and 2.48x.
  + work      It does 1.04 times the work of the sequential
              version.

  Speedup on 4 idle cores: 2.05x
  (1.62x to 2.48x) | needed 2.00x
                     needed v
  ###########################.........................
                       [----------]
  0x           1x           2x           3x           4x

  Cores                 1        2        4        8
  Time here        1.56 s   0.81 s
  Speedup here      0.96x    1.85x
  Predicted                  1.91x    3.57x    3.60x

  Cores                16
  Predicted         3.61x

  Parallelism   your program asked for 3.3 to 3.5 cores'
                worth of work at a time
  Work          1.04 times the CPU time of the plain loop
  Serial part   4 % of the work stayed on one core
  Machine busy  neighbours had the core for 45 % of the time

  Try again when less is running.

  Graded on 2 cores | sandbox tier D

x 1 failed | ? 1 inconclusive
)");
}
