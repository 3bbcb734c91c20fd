#include "batch/intake/intake.hpp"

#include "batch/digest.hpp"
#include "batch/intake/archive.hpp"
#include "batch/intake/folder.hpp"
#include "batch/intake/names.hpp"
#include "os/signals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <system_error>

namespace gilkit::batch {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 14> archive_endings{
    ".tar.gz", ".tar.xz", ".tar.bz2", ".tar.zst", ".tar.lz4", ".tar.lzma", ".tar",
    ".tgz",    ".txz",    ".tbz2",    ".tbz",     ".tzst",    ".zip",      ".7z"};
constexpr std::array<std::string_view, 2> source_endings{".py", ".cpp"};

std::string lower(std::string_view text) {
    std::string small(text);
    std::ranges::transform(small, small.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    });
    return small;
}

template<std::size_t N>
std::string_view ending_of(std::string_view entry, const std::array<std::string_view, N>& endings) {
    const std::string small = lower(entry);
    const auto* const found = std::ranges::find_if(endings, [&](std::string_view ending) {
        return small.ends_with(ending) && small.size() > ending.size();
    });
    return found == endings.end() ? std::string_view() : *found;
}

// Entries of the folder that a student may have: sorted, as bytes.
tl::expected<std::vector<std::string>, std::string> entries_of(const IntakeOptions& options) {
    std::vector<std::string> names;
    std::error_code error;
    for (auto entry = fs::directory_iterator(options.folder, error);
         !error && entry != fs::directory_iterator(); entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        std::error_code ignored;
        if (!name.starts_with('.') && !fs::equivalent(entry->path(), options.results, ignored)) {
            names.push_back(name);
        }
    }
    if (error) {
        return tl::unexpected(fmt::format("{} can't be read: {}; name the folder that holds the submissions",
                                          options.folder.string(), error.message()));
    }
    std::ranges::sort(names);
    return names;
}

class Intake {
public:
    Intake(Journal& journal, const content::Course& course, const IntakeOptions& options)
        : journal_(journal), options_(options), wanted_(course, options.exercise) {}

    tl::expected<IntakeResult, std::string> run() {
        auto entries = entries_of(options_);
        if (!entries) {
            return tl::unexpected(entries.error());
        }
        result_.entries = entries->size();
        name_students(*entries);
        must(journal_.begin_intake());
        for (const std::string& entry : *entries) {
            if (!fault_.empty() || os::interrupted() != 0) {
                break;
            }
            take(entry);
        }
        if (fault_.empty() && os::interrupted() == 0) {
            must(journal_.end_intake());
        }
        return fault_.empty() ? tl::expected<IntakeResult, std::string>(std::move(result_))
                              : tl::unexpected(fault_);
    }

private:
    // Entries that differ in their endings alone are told apart by these: nobody's work is left out silently.
    void name_students(const std::vector<std::string>& entries) {
        for (const std::string& entry : entries) {
            students_[entry] = stem(entry);
        }
        // Again, for an entry may be called as another one's stem is.
        for (bool all_differ = false; !all_differ;) {
            all_differ = true;
            std::map<std::string, std::vector<std::string>> by_name;
            for (const auto& [entry, name] : students_) {
                by_name[name].push_back(entry);
            }
            for (const auto& [name, of] : by_name) {
                if (of.size() > 1) {
                    all_differ = false;
                    tell_apart(name, of);
                }
            }
        }
    }

    void tell_apart(const std::string& name, const std::vector<std::string>& entries) {
        std::string list;
        for (const std::string& entry : entries) {
            students_[entry] = entry;
            list += (list.empty() ? "" : ", ") + entry;
        }
        result_.notes.push_back(fmt::format("{} has {} entries: {}; each is graded, under its own name", name,
                                            entries.size(), list));
    }

    // A folder has no ending, whatever it is called.
    std::string stem(const std::string& entry) const {
        std::error_code ignored;
        return fs::is_directory(fs::symlink_status(options_.folder / entry, ignored)) ? entry
                                                                                      : stem_of(entry);
    }

    void take(const std::string& entry) {
        const fs::path path = options_.folder / entry;
        std::error_code error;
        const fs::file_type type = fs::symlink_status(path, error).type();
        if (type == fs::file_type::directory) {
            const Finds finds = look_into_folder(path, wanted_, entry);
            put_all(entry, choose(finds, wanted_, entry), path);
        } else if (type == fs::file_type::regular && is_archive_name(entry)) {
            const Finds finds = read_archive(options_.archive_program, path, wanted_, entry);
            put_all(entry, choose(finds, wanted_, entry), path);
        } else if (type == fs::file_type::regular) {
            take_file(entry, path);
        } else if (type == fs::file_type::symlink) {
            put_fault(entry, nullptr, path.string(),
                      fmt::format("{} is a symbolic link, which is not followed; put what it leads to there",
                                  entry));
        } else {
            put_fault(entry, nullptr, path.string(), fmt::format("{} is neither a file nor a folder", entry));
        }
    }

    void take_file(const std::string& entry, const fs::path& path) {
        const std::string_view ending = ending_of(entry, source_endings);
        const content::Exercise* const exercise = options_.exercise;
        if (ending.empty() || (exercise != nullptr && ending != content::suffix_of(exercise->requirement))) {
            put_fault(entry, exercise, path.string(),
                      fmt::format(
                          "{} is no submission: what is taken is a folder or an archive (.zip, .tar, .tar.gz "
                          "and the like) with a file {} in it, or a file that ends in {}",
                          entry, wanted_.names(),
                          exercise != nullptr ? content::suffix_of(exercise->requirement) : ".py or .cpp"));
        } else if (exercise == nullptr) {
            put_fault(
                entry, nullptr, path.string(),
                fmt::format("{} does not say which exercise it is for; say it with --exercise ID", entry));
        } else {
            put_file(entry, *exercise, path.string(), read_submission_file(path));
        }
    }

    void put_all(const std::string& entry, const std::vector<Choice>& choices, const fs::path& path) {
        for (const Choice& choice : choices) {
            if (choice.candidate == nullptr) {
                put_fault(entry, choice.exercise, path.string(), choice.fault);
            } else {
                const fs::path file = path / choice.candidate->path;
                const std::optional<std::string>& read = choice.candidate->bytes;
                put_file(entry, *choice.exercise, file.string(),
                         read ? tl::expected<std::string, std::string>(*read) : read_submission_file(file));
            }
        }
    }

    void put_file(const std::string& entry, const content::Exercise& exercise, const std::string& path,
                  const tl::expected<std::string, std::string>& bytes) {
        if (!bytes) {
            put_fault(entry, &exercise, path, fmt::format("{} {}", path, bytes.error()));
            return;
        }
        Submission submission = submission_of(entry, &exercise, path);
        submission.source = digest_of(*bytes);
        const auto key = options_.key(exercise, submission.source);
        if (!key) {
            fault_ = key.error();
            return;
        }
        submission.key = *key;
        must(journal_.put_source(submission.source, *bytes));
        must(journal_.put_submission(submission));
        if (options_.on_source) {
            must(options_.on_source(exercise, submission.source, *bytes));
        }
    }

    void put_fault(const std::string& entry, const content::Exercise* exercise, const std::string& path,
                   const std::string& fault) {
        Submission submission = submission_of(entry, exercise, path);
        submission.fault = fault;
        must(journal_.put_submission(submission));
    }

    Submission submission_of(const std::string& entry, const content::Exercise* exercise,
                             const std::string& path) {
        const std::string& student = students_.at(entry);
        Submission submission;
        submission.student = student;
        submission.folder = folder_name_of(student);
        submission.exercise = exercise != nullptr ? exercise->id : "";
        submission.path = path;
        return submission;
    }

    template<typename T>
    void must(const Journaled<T>& written) {
        if (!written && fault_.empty()) {
            fault_ = written.error().message;
        }
    }

    Journal& journal_;
    const IntakeOptions& options_;
    Wanted wanted_;
    std::map<std::string, std::string> students_; // by their entry
    IntakeResult result_;
    std::string fault_;
};

} // namespace

std::string stem_of(std::string_view entry) {
    std::string_view ending = ending_of(entry, archive_endings);
    if (ending.empty()) {
        ending = ending_of(entry, source_endings);
    }
    return std::string(entry.substr(0, entry.size() - ending.size()));
}

bool is_archive_name(std::string_view entry) {
    return !ending_of(entry, archive_endings).empty();
}

tl::expected<IntakeResult, std::string> take_in(Journal& journal, const content::Course& course,
                                                const IntakeOptions& options) {
    return Intake(journal, course, options).run();
}

} // namespace gilkit::batch
