#include "sandbox/box.hpp"

#include "os/clock.hpp"
#include "os/cores.hpp"
#include "os/helpers.hpp"
#include "os/procfs.hpp"
#include "sandbox/a_box.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <unistd.h>

#include <csignal>
#include <set>
#include <string>

using namespace gilkit;
using namespace gilkit::sandbox;
using namespace gilkit::sandbox::test;
using nlohmann::json;

namespace {

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("A good submission is loaded, called and ends when it is told") {
    ABox box("def run(a, b):\n    print('hello')\n    return a + b\n");
    CHECK(box.load().ending == Ending::loaded);
    const json arguments = json::array({json::array({"a", 2}), json::array({"b", 3})});
    const std::int64_t before_ns = os::monotonic_ns();
    const Reply reply = box.call(arguments);
    CHECK(reply.ending == Ending::returned);
    CHECK(reply.value == 5);
    CHECK(reply.arrived_ns >= before_ns);
    CHECK(reply.arrived_ns <= os::monotonic_ns());
    // The same process answers again.
    CHECK(box.call(arguments).value == 5);
    const Reply ended = box.finish();
    CHECK(ended.ending == Ending::ended);
    CHECK(ended.exit.success());
    CHECK(box.box().output() == "hello\nhello\n");
}

TEST_CASE("A syntax error is told with its line") {
    ABox box("def run():\n    return 1\n\ndef other(:\n    pass\n");
    const Reply reply = box.load();
    CHECK(reply.ending == Ending::rejected);
    CHECK(reply.stage == "syntax");
    CHECK(reply.kind == "SyntaxError");
    CHECK(reply.line == 4);
    CHECK(reply.source_line == "def other(:");
}

TEST_CASE("A file that raises while it is imported is rejected with the learner's line") {
    ABox box("import os\n\nnumbers = {}\nnumbers['x']\n");
    const Reply reply = box.load();
    CHECK(reply.ending == Ending::rejected);
    CHECK(reply.stage == "import");
    CHECK(reply.kind == "KeyError");
    CHECK(reply.line == 4);
    CHECK(has(reply.traceback, "work/answer.py"));
    CHECK_FALSE(has(reply.traceback, "runner.py"));
}

TEST_CASE("A missing function is told with those that are there") {
    ABox box("from os import getcwd\nrun_all = 5\ndef solve():\n    pass\ndef helper():\n    pass\n");
    const Reply reply = box.load();
    CHECK(reply.ending == Ending::rejected);
    CHECK(reply.stage == "function");
    CHECK(has(reply.message, "run()"));
    CHECK(has(reply.message, "helper, solve"));
    CHECK_FALSE(has(reply.message, "getcwd"));
}

TEST_CASE("Other parameters than the exercise's are told as such") {
    const Reply reply =
        result_of("def run(a):\n    return a\n", json::array({json::array({"a", 1}), json::array({"b", 2})}));
    CHECK(reply.ending == Ending::rejected);
    CHECK(reply.stage == "signature");
    CHECK(has(reply.message, "(a, b)"));
}

TEST_CASE("What the submission raises is told with the learner's line and file name") {
    const Reply reply = result_of("def inner():\n    return 1 / 0\n\ndef run():\n    return inner()\n");
    CHECK(reply.ending == Ending::raised);
    CHECK(reply.kind == "ZeroDivisionError");
    CHECK(reply.message == "division by zero");
    CHECK(reply.line == 2);
    CHECK(has(reply.traceback, "File \"work/answer.py\", line 2"));
    CHECK(has(reply.traceback, "return inner()"));
    CHECK_FALSE(has(reply.traceback, "runner.py"));
}

TEST_CASE("Exceptions that make trouble themselves are told all the same") {
    SUBCASE("text that is no Unicode") {
        const Reply reply = result_of("def run():\n    raise ValueError('name \\udcff')\n");
        CHECK(reply.ending == Ending::raised);
        CHECK(reply.kind == "ValueError");
        CHECK(reply.message == "name ?");
    }
    SUBCASE("an exception whose text raises") {
        const Reply reply =
            result_of("class Odd(Exception):\n    def __str__(self):\n        raise RuntimeError\n"
                      "def run():\n    raise Odd\n");
        CHECK(reply.ending == Ending::raised);
        CHECK(reply.kind == "Odd");
    }
    SUBCASE("endless recursion") {
        const Reply reply = result_of("def run():\n    return run()\n");
        CHECK(reply.ending == Ending::raised);
        CHECK(reply.kind == "RecursionError");
    }
}

TEST_CASE("A result that is no plain value is told with its type and its place") {
    const Reply reply = result_of("def run():\n    return [1, {'a': (2, {3})}]\n");
    CHECK(reply.ending == Ending::unsupported);
    CHECK(reply.kind == "set");
    CHECK(has(reply.message, "[1]"));
    CHECK(result_of("class L(list):\n    pass\ndef run():\n    return L()\n").ending == Ending::unsupported);
    CHECK(result_of("def run():\n    yield 1\n").kind == "generator");
    CHECK(result_of("def run():\n    x = []\n    x.append(x)\n    return x\n").ending == Ending::unsupported);
}

TEST_CASE("A submission that ends its process leaves its exit code or signal") {
    const Reply exited = result_of("import sys\ndef run():\n    sys.exit(7)\n");
    CHECK(exited.ending == Ending::ended);
    CHECK(exited.exit.code == 7);
    CHECK(exited.exit.signal == 0);
    const Reply killed =
        result_of("import os, signal\ndef run():\n    os.kill(os.getpid(), signal.SIGSEGV)\n");
    CHECK(killed.ending == Ending::ended);
    CHECK(killed.exit.signal == SIGSEGV);
    ABox at_import("raise SystemExit(3)\n");
    const Reply reply = at_import.load();
    CHECK(reply.ending == Ending::ended);
    CHECK(reply.exit.code == 3);
}

TEST_CASE("Printing without end crosses the limit, and only a part is kept") {
    BoxSpec spec = spec_for("def run():\n    while True:\n        print('x' * 1000)\n");
    spec.limits.output_kb = 256;
    ABox box(spec);
    CHECK(box.load().ending == Ending::loaded);
    CHECK(box.call().ending == Ending::output_limit);
    CHECK(box.box().output().size() <= 65536);
    CHECK(box.box().output().starts_with("xxx"));
}

TEST_CASE("Printing within the limit does not disturb") {
    const Reply reply = result_of("import sys\ndef run():\n    print('o' * 300000)\n"
                                  "    print('e' * 300000, file=sys.stderr)\n    return 'done'\n");
    CHECK(reply.ending == Ending::returned);
    CHECK(reply.value == "done");
}

TEST_CASE("A submission that does not return is stopped at the deadline") {
    ABox box("import threading\ndef run():\n    threading.Event().wait()\n");
    CHECK(box.load().ending == Ending::loaded);
    CHECK(box.call_for(0.05).ending == Ending::time_limit);
}

TEST_CASE("The owner's ticker ends a wait") {
    ABox box("import threading\ndef run():\n    threading.Event().wait()\n");
    CHECK(box.load().ending == Ending::loaded);
    int ticks = 0;
    const auto reply =
        box.box().call(json::array(), os::test::far_deadline(), [&](std::int64_t) { return ++ticks < 3; });
    REQUIRE(reply);
    CHECK(reply->ending == Ending::stopped);
    CHECK(ticks == 3);
}

TEST_CASE("Bytes of the submission's own on the connection are no message") {
    for (const std::string bytes : {R"(b'\0\0\0\2hi')", R"(b'\xff\xff\xff\xff')", R"(b'\0\0\0\2[]')",
                                    R"(b'\0\0\0\2{}')", R"(b'\0\0\0\x0c{"op": "no"}')"}) {
        CAPTURE(bytes);
        const Reply reply =
            result_of(fmt::format("import os\ndef run():\n    os.write(3, {})\n    return 1\n", bytes));
        CHECK(reply.ending == Ending::garbled);
    }
    // A connection that is closed is one that says nothing more.
    CHECK(result_of("import os\ndef run():\n    os.close(3)\n    return 1\n").ending == Ending::ended);
}

TEST_CASE("More memory than allowed is not to be had") {
    BoxSpec spec = spec_for("def run():\n    return len(bytearray(600 << 20))\n");
    spec.limits.memory_mb = 512;
    ABox box(spec);
    CHECK(box.load().ending == Ending::loaded);
    CHECK(box.call().kind == "MemoryError");
}

TEST_CASE("Nothing of our environment, descriptors and folders reaches the submission") {
    const os::test::Variable secret("GILKIT_TEST_SECRET", "token");
    const os::test::Variable startup("PYTHONPATH", "/nowhere");
    const Reply reply = result_of(
        "import os\ndef run():\n"
        "    return [sorted(os.environ), sorted(map(int, os.listdir('/proc/self/fd')))[:4],\n"
        "            os.listdir('.'), os.path.basename(os.getcwd()), os.getsid(0) == os.getpid(),\n"
        "            os.listdir(os.path.dirname(__file__)), '/nowhere' in __import__('sys').path]\n");
    REQUIRE(reply.ending == Ending::returned);
    CHECK(reply.value[0] == json{"GILKIT_WORKERS", "HOME", "LANG", "PATH", "PYTHONDONTWRITEBYTECODE",
                                 "PYTHON_CPU_COUNT", "TMPDIR"});
    CHECK(reply.value[1] == json{0, 1, 2, 3});
    CHECK(reply.value[2] == json::array());
    CHECK(reply.value[3] == "work");
    CHECK(reply.value[4] == true);
    CHECK(reply.value[5] == json{"submission.py"});
    CHECK(reply.value[6] == false);
}

TEST_CASE("Every way to count cores says how many workers there are, in children too") {
    const Reply reply = result_of(
        "import os, multiprocessing\n"
        "def counts():\n"
        "    more = getattr(os, 'process_cpu_count', lambda: 4)()\n"
        "    return [os.cpu_count(), len(os.sched_getaffinity(0)), more, multiprocessing.cpu_count()]\n"
        "def run():\n"
        "    found = [counts()]\n"
        "    for method in ('fork', 'spawn'):\n"
        "        with multiprocessing.get_context(method).Pool(1) as pool:\n"
        "            found.append(pool.apply(counts))\n"
        "    return found\n");
    REQUIRE(reply.ending == Ending::returned);
    const json four = {4, 4, 4, 4};
    CHECK(reply.value == json{four, four, four});
}

TEST_CASE("The real cores and the switch interval are the ones asked for") {
    BoxSpec spec = spec_for(
        "import sys\ndef run():\n    sys.setswitchinterval(0.001)\n"
        "    status = open('/proc/self/status').read()\n"
        "    return [sys.getswitchinterval() >= 1, status.split('Cpus_allowed_list:')[1].split()[0]]\n");
    spec.switch_interval_s = 1.0;
    const int core = os::allowed_cpus().back();
    spec.cpus = {core};
    ABox box(spec);
    CHECK(box.load().ending == Ending::loaded);
    CHECK(box.call().value == json::array({true, std::to_string(core)}));
}

TEST_CASE("When a box goes away, so do its files and every process, detached ones too") {
    const os::test::Scratch scratch;
    const os::test::Variable variable("TMPDIR", scratch.path().string());
    std::vector<pid_t> inside;
    {
        ABox box("import os, subprocess\ndef run():\n"
                 "    os.makedirs('a/b', mode=0o700)\n"
                 "    open('a/b/file', 'w').close()\n"
                 "    os.chmod('a', 0)\n"
                 "    line = ['setsid', 'sh', '-c', 'sleep 1000 & echo $!']\n"
                 "    return int(subprocess.Popen(line, stdout=subprocess.PIPE).stdout.readline())\n");
        // With namespaces its files lie in memory.
        CHECK((enclosure_under_test().tier != Tier::B || std::filesystem::is_empty(scratch.path())));
        CHECK(box.load().ending == Ending::loaded);
        REQUIRE(box.call().ending == Ending::returned);
        inside = os::with_descendants(os::children_of(::getpid()));
        CHECK(inside.size() >= 2);
    }
    for (const pid_t pid : inside) {
        CHECK(os::test::is_gone(pid));
    }
    CHECK(os::children_of(::getpid()).empty());
    CHECK(std::filesystem::is_empty(scratch.path()));
}

TEST_CASE("A submission that can't be told to end is left at the deadline") {
    ABox box("import threading, time\ndef run():\n"
             "    threading.Thread(target=threading.Event().wait).start()\n    return 1\n");
    CHECK(box.load().ending == Ending::loaded);
    CHECK(box.call().ending == Ending::returned);
    const auto ended =
        box.box().finish(os::monotonic_ns() + 50 * os::ns_per_ms, [](std::int64_t) { return true; });
    REQUIRE(ended);
    CHECK(ended->ending == Ending::time_limit);
}

TEST_CASE("A box that can't be started is the grader's failure, and names what is missing") {
    BoxSpec spec = spec_for("");
    spec.interpreter = "/nowhere/python3";
    const auto box = Box::start(spec);
    REQUIRE_FALSE(box);
    CHECK_FALSE(box.error().interrupted);
    CHECK(has(box.error().what, "/nowhere/python3"));
}
