#include "learn/practice/grading.hpp"

#include "os/fd.hpp"

#include <nlohmann/json.hpp>

#include <unistd.h>

#include <array>

namespace gilkit::learn {

namespace {

using Json = nlohmann::json;

std::string to_line(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

judge::CheckStatus status_in(const std::string& name) {
    for (const judge::CheckStatus status :
         {judge::CheckStatus::passed, judge::CheckStatus::failed, judge::CheckStatus::inconclusive}) {
        if (to_string(status) == name) {
            return status;
        }
    }
    return judge::CheckStatus::skipped;
}

std::optional<judge::Verdict> verdict_in(const std::string& name) {
    for (const judge::Verdict verdict : {judge::Verdict::passed, judge::Verdict::failed,
                                         judge::Verdict::inconclusive, judge::Verdict::error}) {
        if (to_string(verdict) == name) {
            return verdict;
        }
    }
    return std::nullopt;
}

} // namespace

os::Result<Grading> Grading::start(const content::Exercise& exercise, const std::string& source,
                                   const std::string& shown_as, const judge::GradeOptions& options,
                                   const report::TerminalStyle& style) {
    auto pipe = os::make_pipe();
    if (!pipe) {
        return tl::unexpected(pipe.error());
    }
    if (auto set = os::set_nonblocking(pipe->read_end.get()); !set) {
        return tl::unexpected(set.error());
    }
    const int out = pipe->write_end.get();
    // News that can't be told are no reason to end: the report has them all.
    const auto tell = [out](const Json& news) { (void)os::write_all(out, to_line(news)); };
    auto worker = os::Worker::start([&]() -> std::string {
        judge::GradeOptions mine = options;
        mine.progress = [&](std::string_view what) { tell({{"progress", what}}); };
        mine.on_check = [&](const judge::Check& check) {
            tell({{"name", check.name}, {"status", to_string(check.status)}, {"message", check.message}});
        };
        auto result = judge::grade(exercise, source, shown_as, mine);
        if (!result) {
            return "";
        }
        const judge::Verdict verdict = result->verdict;
        judge::Report report;
        report.machine = judge::describe_machine();
        report.machine.sandbox_tier = to_string(options.enclosure.tier);
        report.results.push_back(*std::move(result));
        return to_line({{"verdict", to_string(verdict)}, {"report", report::grade_text(report, style)}});
    });
    if (!worker) {
        return tl::unexpected(worker.error());
    }
    return Grading(*std::move(worker), std::move(pipe->read_end));
}

void Grading::take_news() {
    std::array<char, 16384> chunk{};
    while (news_pipe_) {
        const ssize_t count = ::read(news_pipe_.get(), chunk.data(), chunk.size());
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return; // nothing more for now
        }
        if (count == 0) {
            news_pipe_.reset();
            return;
        }
        unfinished_.append(chunk.data(), static_cast<std::size_t>(count));
        for (std::size_t end = 0; (end = unfinished_.find('\n')) != std::string::npos;
             unfinished_.erase(0, end + 1)) {
            take_line(unfinished_.substr(0, end));
        }
    }
}

void Grading::take_line(const std::string& line) {
    const Json news = Json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (!news.is_object()) {
        return;
    }
    if (news.contains("progress")) {
        news_.progress = news.value("progress", "");
        return;
    }
    judge::Check check;
    check.name = news.value("name", "");
    check.status = status_in(news.value("status", ""));
    check.message = news.value("message", "");
    news_.checks.push_back(std::move(check));
}

os::Result<std::optional<GradingEnd>> Grading::take_end() {
    auto taken = worker_.take();
    if (!taken) {
        return tl::unexpected(taken.error());
    }
    if (!*taken) {
        return std::nullopt;
    }
    take_news();
    const Json end = Json::parse(**taken, nullptr, /*allow_exceptions=*/false);
    if (!end.is_object()) {
        return GradingEnd{};
    }
    return GradingEnd{verdict_in(end.value("verdict", "")), end.value("report", "")};
}

} // namespace gilkit::learn
