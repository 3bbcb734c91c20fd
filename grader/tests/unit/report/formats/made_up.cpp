#include "report/formats/made_up.hpp"

#include "report/samples.hpp"
#include "report/text.hpp"

#include <algorithm>

namespace gilkit::tests {

judge::Result with_points(judge::Result result, const std::vector<std::string>& checks) {
    double earned = 0;
    for (const std::string& name : checks) {
        const auto check = std::ranges::find(result.checks, name, &judge::Check::name);
        const bool passed = check != result.checks.end() && check->status == judge::CheckStatus::passed;
        result.points.checks.push_back({name, 2.0, passed ? 2.0 : 0.0});
        result.points.most += 2.0;
        earned += passed ? 2.0 : 0.0;
    }
    if (result.verdict == judge::Verdict::passed || result.verdict == judge::Verdict::failed) {
        result.points.earned = earned;
    }
    return result;
}

judge::Report one_of_each() {
    judge::Result syntax_error;
    syntax_error.exercise = "plus-equals";
    syntax_error.submission = "alice/submission.py";
    syntax_error.verdict = judge::Verdict::failed;
    syntax_error.reason = judge::Reason::invalid_submission;
    syntax_error.message = "alice/submission.py:3: SyntaxError: invalid syntax";
    syntax_error.explanation = {"    def add_up(:"};
    syntax_error.checks = {{"imports", judge::CheckStatus::failed, syntax_error.message, {}, {}, 3}};
    syntax_error.score = 0.0;
    judge::Result broken = error_sample();
    broken.exercise = "check-then-act";
    judge::Result inconclusive = inconclusive_sample();
    inconclusive.exercise = "tiny-tasks-big-data";
    const std::vector<std::string> of_cpu{"answers", "parallel", "speedup", "work"};
    const std::vector<std::string> of_race{"imports", "answers", "threads", "schedules"};
    return report_of({with_points(passed_sample(), of_cpu), with_points(syntax_error, of_race),
                      with_points(inconclusive, of_cpu), with_points(broken, of_race)});
}

const std::vector<std::string>& hostile_texts() {
    using namespace std::string_literals;
    static const std::vector<std::string> texts{
        "",
        "\0\x01\x02\x07\x08\x0b\x0c\x1b[2J\x1b]0;title\x07\x7f"s,
        "half \xe2\x82 a surrogate \xed\xa0\x80 raw \x9b\xff\xfe too large \xf5\x80\x80\x80 \xc0\xaf",
        "no characters \xef\xbf\xbe \xef\xbf\xbf; \u202Etxet\u202C\u200b\u2028\u2029\ufeff",
        "]]><failure>x</failure><!-- --><![CDATA[ &amp; &#0; <?xml?> \" '",
        "\r\n::error file=a::b\n::stop-commands::x\n##[error]x\n::endgroup::\n::set-output name=a::b",
        "\n  ...\n  ---\nok 1 - forged\nnot ok 2\nBail out!\n1..99\n# SKIP # TODO \\# \\",
        "```\n````\n~~~\n# heading\n<script>alert(1)</script> ![a](b) [a](javascript:b) | a | b |\n---\n@all "
        "#12 &lt;",
        "`` ` ``` a|b\\|c `",
        "www.example.org http://a.b me@example.org GH-1",
        std::string(1U << 20U, 'x'),
        std::string(1U << 15U, '`'),
        std::string(1U << 15U, '\n'),
        std::string(1U << 15U, '\x1b'),
    };
    return texts;
}

judge::Result full_of(const std::string& text) {
    judge::Result result;
    result.exercise = text;
    result.submission = text;
    result.interpreter = judge::Interpreter{text, text, text, true};
    result.verdict = judge::Verdict::failed;
    result.reason = judge::Reason::crashed;
    result.message = text;
    result.explanation = {text, text};
    result.output = text;
    result.checks = {{"imports", judge::CheckStatus::passed, text, {}, {}},
                     {text, judge::CheckStatus::failed, text, text, text, 7},
                     {text, judge::CheckStatus::inconclusive, text, text, {}},
                     {"answers", judge::CheckStatus::skipped, text, {}, text}};
    return with_points(result, {"imports", "answers", "speedup"});
}

bool is_clean(std::string_view text) {
    for (std::size_t position = 0; position < text.size();) {
        const auto code_point = report::next_code_point(text, position);
        const bool blank = code_point == U'\n' || code_point == U'\t';
        if (!code_point || (report::is_unprintable(*code_point) && !blank)) {
            return false;
        }
    }
    return true;
}

} // namespace gilkit::tests
