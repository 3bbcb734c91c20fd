// What holds for each format, whatever it reports.

#include "report/formats/formats.hpp"
#include "report/formats/made_up.hpp"
#include "report/samples.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>

using gilkit::report::find_format;
using gilkit::report::Format;
using gilkit::report::formats;
namespace judge = gilkit::judge;
namespace tests = gilkit::tests;

TEST_CASE("formats are found by name") {
    std::set<std::string_view> names;
    for (const Format& format : formats()) {
        CHECK(names.insert(format.name).second);
        CHECK(find_format(format.name) == &format);
        CHECK(format.extension.starts_with('.'));
    }
    CHECK(names == std::set<std::string_view>{"text", "json", "junit", "tap", "markdown", "github",
                                              "classroom", "gradescope", "prairielearn", "exercism"});
    CHECK(find_format("json-lines") == nullptr);
    CHECK(find_format("") == nullptr);
}

TEST_CASE("every format takes an empty report, and one of each verdict") {
    for (const Format& format : formats()) {
        CAPTURE(format.name);
        for (const judge::Report& report : {tests::report_of({}), tests::one_of_each()}) {
            const std::string text = format.write(report);
            CHECK(tests::is_clean(text));
            CHECK((text.empty() || text.ends_with('\n')));
            CHECK(format.write(report) == text);
        }
        CHECK((format.name == "text" || !format.write(tests::report_of({})).empty()));
    }
}

TEST_CASE("no text of a submission gets a control character or invalid UTF-8 into any format") {
    for (const Format& format : formats()) {
        for (const std::string& hostile : tests::hostile_texts()) {
            CAPTURE(format.name);
            CAPTURE(hostile.substr(0, 60));
            const std::string text = format.write(tests::report_of({tests::full_of(hostile)}));
            CHECK(tests::is_clean(text));
            CHECK(text.ends_with('\n'));
            // XML 1.0 knows neither of these.
            CHECK((format.name != "junit" || text.find("\xef\xbf\xbe") == std::string::npos));
        }
    }
}

TEST_CASE("a report keeps to its limit, however much there is to say") {
    const std::map<std::string_view, std::size_t> most{{"junit", 30'000'000},     {"tap", 30'000'000},
                                                       {"markdown", 1U << 20U},   {"classroom", 128U << 10U},
                                                       {"gradescope", 5'000'000}, {"prairielearn", 1'000'000},
                                                       {"exercism", 5'000'000}};
    judge::Result large = tests::full_of(std::string(8000, '\x1b')); // four bytes each, escaped
    large.explanation.resize(100, std::string(8000, '<'));
    const judge::Report report = tests::report_of(std::vector<judge::Result>(120, large));
    for (const auto& each : most) {
        CAPTURE(each.first);
        const std::string text = find_format(each.first)->write(report);
        CHECK(text.size() < each.second);
        CHECK(text.size() > 100);
    }
}
