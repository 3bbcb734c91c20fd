#include "batch/similar/tokens.hpp"
#include "batch/similar/winnow.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <unordered_set>

using namespace gilkit::batch;

namespace {

std::vector<std::uint64_t> python(std::string_view source) {
    return tokens_of(source, Language::python);
}

std::vector<std::uint64_t> cpp(std::string_view source) {
    return tokens_of(source, Language::cpp);
}

std::unordered_set<std::uint64_t> grams_in(std::string_view source) {
    const auto grams = grams_of(python(source));
    return {grams.begin(), grams.end()};
}

constexpr std::string_view program = R"(
import threading

def count(items, limit):
    """What it does."""
    total = 0
    for item in items:
        if item > limit and item % 2 == 0:
            total += item * 3  # a comment
        elif not item:
            return f"{total} so far"
    lock = threading.Lock()
    with lock:
        print('done', total, r"raw\n", sep="")
    return [other for other in items if other < total]
)";

// Shared parts of the shorter one's fingerprints.
double shared(const Fingerprints& one, const Fingerprints& other) {
    std::vector<std::int64_t> both;
    std::ranges::set_intersection(one.own, other.own, std::back_inserter(both));
    return static_cast<double>(both.size()) /
           static_cast<double>(std::max<std::size_t>(std::min(one.own.size(), other.own.size()), 1));
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
        text.replace(at, from.size(), to);
    }
    return text;
}

} // namespace

TEST_CASE("names, numbers, texts, comments and white space hide nothing in Python") {
    std::string copy = replaced(std::string(program), "item", "x");
    copy = replaced(copy, "total", "the_whole_sum");
    copy = replaced(copy, "    \"\"\"What it does.\"\"\"\n", "");
    copy = replaced(copy, "# a comment", "\n\n            # mine, all of it: \"\n");
    copy = replaced(copy, "'done'", "\"\"\"something\nelse\"\"\"");
    copy = replaced(copy, "* 3", "*   0x1F");
    CHECK(python(copy) == python(program));
    CHECK(python("x = (1,\n     2)  # c\n") == python("y=(3,4)"));
    CHECK(python("if a: pass") != python("while a: pass"));
    CHECK(python("a + b") != python("a - b"));
    // A text that is used is a token; one that stands alone is a comment.
    CHECK(python("x = 'a'").size() == 3);
    CHECK(python("'a'\nx").size() == 1);
    CHECK(python("f(\n'a'\n)").size() == 4);
}

TEST_CASE("names, numbers, texts, comments and white space hide nothing in C++") {
    CHECK(cpp("int add(int a, int b) { return a + b; } // sum") ==
          cpp("int  sum_of(int first,/* a\n*/int second)\n{\n\treturn first + second;\n}"));
    CHECK(cpp("x = \"a//b\" + R\"d(raw \" )\" )d\";") == cpp("y = \"\" + \"\";"));
    CHECK(cpp("n = 1'000'000ull;") == cpp("n = 0x1F;"));
    CHECK(cpp("char c = '\\'';") == cpp("char d = 'x';"));
    CHECK(cpp("for (;;)") != cpp("while (1)"));
}

TEST_CASE("any bytes are taken") {
    for (const std::string_view odd :
         {"\"", "'", "'''", "R\"", "R\"(", "/*", "//", "\\", "\"\\", "\xff\xfe", "(((", ")))", "1'", "f'"}) {
        CAPTURE(odd);
        (void)python(odd);
        (void)cpp(odd);
        CHECK(fingerprints_of(python(odd), {}).own.empty());
    }
    CHECK(python(std::string(1000, '\0')).size() == 1000);
}

TEST_CASE("a shared run of window + gram - 1 tokens is never missed, wherever it stands") {
    const std::string run = "a = b + c * d - e / f % g | h"; // 15 tokens
    REQUIRE(python(run).size() == gram + window - 1);
    const auto alone = fingerprints_of(python(run), {});
    REQUIRE_FALSE(alone.own.empty());
    for (int before = 0; before < 20; ++before) {
        std::string text;
        for (int i = 0; i < before; ++i) {
            text += i % 3 == 0 ? "( " : i % 3 == 1 ? "if " : "[ ";
        }
        CAPTURE(before);
        CHECK(shared(alone, fingerprints_of(python(text + run + " ) and ] or else { not }"), {})) > 0);
    }
}

TEST_CASE("what everybody was given makes nobody alike") {
    const std::string stub(program);
    const std::string one = stub + "\nwhile True:\n    break\n";
    CHECK(fingerprints_of(python(stub), grams_in(stub)).own.empty());
    const auto own = fingerprints_of(python(one), grams_in(stub)).own;
    CHECK(own.size() < fingerprints_of(python(one), {}).own.size());
}

TEST_CASE("different programs share little, copies with some changes most") {
    const auto original = fingerprints_of(python(program), {});
    const auto changed = fingerprints_of(
        python(replaced(std::string(program), "        elif not item:\n", "        if item is None:\n")), {});
    const auto different = fingerprints_of(python(R"(
class Queue:
    def __init__(self):
        self.waiting = {}
    async def take(self, *names, **more):
        try:
            await self.waiting.pop(names[-1]).close()
        except KeyError as error:
            raise ValueError(str(error)) from None
        finally:
            self.waiting = {name: len(name) for name in more}
)"),
                                           {});
    CHECK(original.own.size() > 8);
    CHECK(shared(original, changed) > 0.7);
    CHECK(shared(original, changed) < 1);
    CHECK(shared(original, different) < 0.2);
    CHECK(original.normal_form != changed.normal_form);
}
